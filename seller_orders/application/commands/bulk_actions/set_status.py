"""Set the status of each order of a bulk update."""

from attrs import frozen
from returns.result import Result

from seller_orders.application.commands.bulk_actions.accepted_everywhere import AcceptedEverywhere
from seller_orders.application.commands.bulk_actions.action_context import ActionContext
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import Refusal
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.status_policy import ensure_transition


@frozen(kw_only=True)
class SetStatus(AcceptedEverywhere):
    """Set the status.

    >>> ship = SetStatus(status=OrderStatus.SHIPPED, notify_customers=True)
    >>> orders.bulk_update(
    ...     BulkUpdate(domain_id="dom_1", order_ids=("ord_1",), by="erp", action=ship)
    ... ).unwrap().updated
    ('ord_1',)
    """

    status: OrderStatus
    note: str | None = None
    notify_customers: bool = False

    def apply(self, order: Order, context: ActionContext) -> Result[Order, Refusal]:
        """Return the order in the status, if the rules allow the transition."""
        change = context.new_change(order, note=self.note, notify=self.notify_customers)
        allowed = ensure_transition(order.status, self.status, context.settings.transitions)
        return allowed.map(lambda status: order.move_to(status, change))
