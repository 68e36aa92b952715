"""Add tags to each order of a bulk update, or remove them."""

from attrs import frozen
from returns.result import Result, Success

from seller_orders.application.commands.bulk_actions.accepted_everywhere import AcceptedEverywhere
from seller_orders.application.commands.bulk_actions.action_context import ActionContext
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import Refusal


@frozen
class AddTags(AcceptedEverywhere):
    """Add tags."""

    tags: tuple[str, ...]

    def apply(self, order: Order, context: ActionContext) -> Result[Order, Refusal]:
        """Return the order with the tags."""
        return Success(order.add_tags(self.tags, context.new_change(order)))


@frozen
class RemoveTags(AcceptedEverywhere):
    """Remove tags.

    An order without these tags is unchanged and reported as updated.

    >>> untag = RemoveTags(("gift",))
    >>> orders.bulk_update(
    ...     BulkUpdate(domain_id="dom_1", order_ids=("ord_1",), by="erp", action=untag)
    ... ).unwrap().updated
    ('ord_1',)
    """

    tags: tuple[str, ...]

    def apply(self, order: Order, context: ActionContext) -> Result[Order, Refusal]:
        """Return the order without the tags."""
        return Success(order.remove_tags(self.tags, context.new_change(order)))
