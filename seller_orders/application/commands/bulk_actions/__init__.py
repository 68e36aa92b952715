"""Actions of a bulk update: one class an action, which applies itself to an order.

``ensure_accepted`` refuses an action that the domain's settings do not allow. ``apply`` returns the
order after the action, or the same object if the action changes nothing.
"""

from typing import TypeAlias

from seller_orders.application.commands.bulk_actions.cancel_remaining_items import (
    CancelRemainingItems,
)
from seller_orders.application.commands.bulk_actions.change_holds import PlaceHold, ReleaseHolds
from seller_orders.application.commands.bulk_actions.change_tags import AddTags, RemoveTags
from seller_orders.application.commands.bulk_actions.fulfill_remaining import FulfillRemaining
from seller_orders.application.commands.bulk_actions.set_assignee import SetAssignee
from seller_orders.application.commands.bulk_actions.set_status import SetStatus

__all__ = (
    "AddTags",
    "BulkAction",
    "CancelRemainingItems",
    "FulfillRemaining",
    "PlaceHold",
    "ReleaseHolds",
    "RemoveTags",
    "SetAssignee",
    "SetStatus",
)

BulkAction: TypeAlias = (
    SetStatus
    | AddTags
    | RemoveTags
    | FulfillRemaining
    | CancelRemainingItems
    | PlaceHold
    | ReleaseHolds
    | SetAssignee
)
