"""Templates of notifications, by the change that they tell of."""

from typing import Final

from seller_orders.application.outbox_messages import Template
from seller_orders.domain.fulfillment import FulfillmentStatus
from seller_orders.domain.order_return import ReturnStatus
from seller_orders.domain.timeline import ChangeType, TimelineEntry

_TEMPLATES: Final = {
    ChangeType.STATUS_CHANGED: Template.STATUS_CHANGE,
    ChangeType.FULFILLMENT_CREATED: Template.FULFILLMENT,
    ChangeType.CANCELLED: Template.CANCELLATION,
    ChangeType.ITEMS_CANCELLED: Template.ITEMS_CANCELLED,
    ChangeType.REFUND_CREATED: Template.REFUND,
}
_IN_BULK: Final = frozenset({Template.STATUS_CHANGE, Template.FULFILLMENT})

NOTIFIED_CHANGES: Final = (
    *_TEMPLATES,
    f"{ChangeType.FULFILLMENT_UPDATED} (to delivered, or of the tracking alone)",
    f"{ChangeType.RETURN_UPDATED} (to approved, or with received units)",
)
"""Changes that customers can be notified of."""


def template_of(change: TimelineEntry, *, in_bulk: bool = False) -> Template | None:
    """Return the template of a change; None if customers are not notified of it."""
    match change.type:
        case ChangeType.FULFILLMENT_UPDATED:
            return _template_of_fulfillment(change)
        case ChangeType.RETURN_UPDATED:
            return _template_of_return(change)
    template = _TEMPLATES.get(change.type)
    return Template.BULK if in_bulk and template in _IN_BULK else template


def _template_of_fulfillment(change: TimelineEntry) -> Template | None:
    if change.to == FulfillmentStatus.DELIVERED:
        return Template.DELIVERED
    is_tracking_alone = change.to is None and "previous_tracking" in change.data
    return Template.TRACKING_CHANGED if is_tracking_alone else None


def _template_of_return(change: TimelineEntry) -> Template | None:
    """Return the template; a further receipt may move no status."""
    if "items" in change.data:
        return Template.RETURN_RECEIVED
    return Template.RETURN_APPROVED if change.to == ReturnStatus.APPROVED else None
