"""Set the assignee of each order of a bulk update."""

from attrs import frozen
from returns.result import Result, Success

from seller_orders.application.commands.bulk_actions.accepted_everywhere import AcceptedEverywhere
from seller_orders.application.commands.bulk_actions.action_context import ActionContext
from seller_orders.domain.assignment import assign
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import Refusal
from seller_orders.domain.values import optional_identifier


@frozen
class SetAssignee(AcceptedEverywhere):
    """Set the user who takes care of the orders; None unassigns them.

    >>> to_maria = SetAssignee("usr_maria")
    >>> orders.bulk_update(
    ...     BulkUpdate(domain_id="dom_1", order_ids=("ord_1",), by="erp", action=to_maria)
    ... ).unwrap().updated
    ('ord_1',)
    """

    user_id: str | None = optional_identifier()

    def apply(self, order: Order, context: ActionContext) -> Result[Order, Refusal]:
        """Return the order with the assignee."""
        return Success(assign(order, self.user_id, context.new_change(order)))
