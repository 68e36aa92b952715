"""Request bodies of bulk updates: one class an action, with the action's data."""

from typing import TypeAlias

from seller_orders.adapters.inbound.http.api.bulk_request_schemas.cancel_remaining_items import (
    BulkItemsCancel,
)
from seller_orders.adapters.inbound.http.api.bulk_request_schemas.change_holds import (
    BulkHold,
    BulkRelease,
)
from seller_orders.adapters.inbound.http.api.bulk_request_schemas.change_tags import (
    BulkAddTags,
    BulkRemoveTags,
)
from seller_orders.adapters.inbound.http.api.bulk_request_schemas.fulfill_remaining import (
    BulkFulfill,
)
from seller_orders.adapters.inbound.http.api.bulk_request_schemas.set_assignee import BulkAssign
from seller_orders.adapters.inbound.http.api.bulk_request_schemas.set_status import BulkStatus

__all__ = (
    "BulkAddTags",
    "BulkAssign",
    "BulkFulfill",
    "BulkHold",
    "BulkItemsCancel",
    "BulkRelease",
    "BulkRemoveTags",
    "BulkRequest",
    "BulkStatus",
)

BulkRequest: TypeAlias = (
    BulkStatus
    | BulkAddTags
    | BulkRemoveTags
    | BulkFulfill
    | BulkItemsCancel
    | BulkAssign
    | BulkHold
    | BulkRelease
)
"""PATCH /orders/bulk; the action determines the fields of ``data``."""
