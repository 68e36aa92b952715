"""The state of an order that passes between layers: its detail, read back as the order."""

from collections.abc import Mapping
from typing import Annotated, Any, TypeAlias

import msgspec
from msgspec import Meta
from returns.result import Result

from seller_orders.adapters.shared.wire.field_types import NonEmptyText, decode_hook
from seller_orders.adapters.shared.wire.history_codec import TimelineDocument
from seller_orders.adapters.shared.wire.imported_order import import_document
from seller_orders.adapters.shared.wire.order_codec import ImportedLine, ImportedOrder
from seller_orders.domain.draft_assembly import assemble
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import InvalidFields

StoredVersion: TypeAlias = Annotated[int, Meta(ge=1, le=2**31 - 1)]
"""Version of a stored order, 1 to 2**31 - 1. Imports have a lower limit."""


class _StoredEntry(TimelineDocument):
    version: StoredVersion


class _StoredLine(ImportedLine):
    sku: NonEmptyText | None = None


class _StoredOrder(ImportedOrder):
    items: Annotated[tuple[_StoredLine, ...], Meta(min_length=1)]
    version: StoredVersion = 1
    timeline: tuple[_StoredEntry, ...] = ()


def order_of(detail: Mapping[str, Any]) -> Result[Order, InvalidFields]:
    """Make an order from its decoded detail. Derived values are computed again.

    Raises msgspec.ValidationError, KeyError or TypeError if it is no order's detail.
    """
    document = import_document(detail)
    draft = msgspec.convert(document, _StoredOrder, dec_hook=decode_hook).draft()
    if draft.created_at is None:
        raise TypeError("created_at is null")
    return assemble(
        draft,
        domain_id=detail["domain_id"],
        order_id=detail["order_id"],
        number=detail["order_number"],
        fulfillment_ids=(),
        at=draft.created_at,
        is_stored=True,
    )
