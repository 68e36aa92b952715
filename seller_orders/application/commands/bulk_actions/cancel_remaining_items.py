"""Cancel the remaining units of each order of a bulk update."""

from attrs import frozen
from returns.result import Result

from seller_orders.application.commands.bulk_actions.action_context import ActionContext
from seller_orders.domain.cancellation import CancelReason
from seller_orders.domain.cancellation_rules import ensure_accepted
from seller_orders.domain.domain_settings import DomainSettings
from seller_orders.domain.item_cancellation import ItemCancellationRequest
from seller_orders.domain.item_cancellation_change import cancel_items
from seller_orders.domain.item_cancellation_policy import ensure_rest_cancellable
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import Refusal
from seller_orders.domain.values import NOTE_LENGTH, optional_text


@frozen(kw_only=True)
class CancelRemainingItems:
    """Take all remaining units off the lines.

    ``refund`` refunds what the units are worth, as far as the customer is owed it.

    >>> one = Shipment(items=(ItemQuantity("line_1", 1),))
    >>> shipped = orders.create_fulfillment(
    ...     CreateFulfillment(domain_id="dom_1", order_id="ord_1", by="erp", shipment=one)
    ... )
    >>> the_rest = CancelRemainingItems(reason=CancelReason.OUT_OF_STOCK, refund=True)
    >>> orders.bulk_update(
    ...     BulkUpdate(domain_id="dom_1", order_ids=("ord_1",), by="erp", action=the_rest)
    ... ).unwrap().updated
    ('ord_1',)
    """

    reason: CancelReason
    details: str | None = optional_text(NOTE_LENGTH)
    refund: bool = False
    restock: bool = False
    notify_customers: bool = False

    @property
    def request(self) -> ItemCancellationRequest:
        """The request, whose items depend on the order."""
        return ItemCancellationRequest(
            items=(),
            reason=self.reason,
            details=self.details,
            refund=self.refund,
            restock=self.restock,
        )

    def ensure_accepted(self, settings: DomainSettings) -> Result[None, Refusal]:
        """Refuse a reason that the domain does not accept, for all orders at once."""
        accepted = ensure_accepted(self.reason, settings.cancellation)
        return accepted.map(lambda _: None).alt(lambda refusal: refusal.within("data"))

    def apply(self, order: Order, context: ActionContext) -> Result[Order, Refusal]:
        """Return the order without its remaining units, if they can be cancelled."""
        change = context.new_change(order, notify=self.notify_customers)
        rest = ensure_rest_cancellable(order, self.request, context.settings.transitions)
        return rest.map(lambda terms: cancel_items(order, terms, context.ids.new("rfd_"), change))
