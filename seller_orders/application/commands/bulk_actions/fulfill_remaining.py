"""Ship the remaining units of each order of a bulk update."""

from datetime import datetime

from attrs import field, frozen
from returns.result import Result

from seller_orders.application.commands.bulk_actions.accepted_everywhere import AcceptedEverywhere
from seller_orders.application.commands.bulk_actions.action_context import ActionContext
from seller_orders.domain.fulfillment import Fulfillment, Shipment
from seller_orders.domain.fulfillment_policy import ensure_anything_remains
from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import Refusal
from seller_orders.domain.values import Tracking


@frozen(kw_only=True)
class FulfillRemaining(AcceptedEverywhere):
    """Ship all remaining units that are not on hold.

    >>> all_that_remains = FulfillRemaining(tracking=Tracking(awb="1Z999"))
    >>> orders.bulk_update(
    ...     BulkUpdate(
    ...         domain_id="dom_1", order_ids=("ord_1",), by="erp", action=all_that_remains
    ...     )
    ... ).unwrap().updated
    ('ord_1',)
    """

    shipping_method: str | None = None
    tracking: Tracking = field(factory=Tracking)
    notify_customers: bool = False

    def apply(self, order: Order, context: ActionContext) -> Result[Order, Refusal]:
        """Return the order with one more fulfillment, if any units can be shipped."""
        change = context.new_change(order, notify=self.notify_customers)
        remaining = ensure_anything_remains(order, change.at)
        return remaining.map(
            lambda items: order.add_fulfillment(
                self._fulfillment(items, context.ids.new("ful_"), change.at), change
            )
        )

    def _fulfillment(self, items: tuple[ItemQuantity, ...], id: str, at: datetime) -> Fulfillment:
        shipment = Shipment(
            items=items, shipping_method=self.shipping_method, tracking=self.tracking
        )
        return Fulfillment(id=id, shipment=shipment, created_at=at, updated_at=at)
