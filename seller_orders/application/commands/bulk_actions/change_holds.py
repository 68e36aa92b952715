"""Place a hold on each order of a bulk update, or release its holds."""

from datetime import datetime

from attrs import frozen
from returns.result import Result, Success

from seller_orders.application.commands.bulk_actions.accepted_everywhere import AcceptedEverywhere
from seller_orders.application.commands.bulk_actions.action_context import ActionContext
from seller_orders.application.commands.hold_order import hold_once
from seller_orders.domain.hold import HoldReason, HoldRequest
from seller_orders.domain.hold_change import release
from seller_orders.domain.hold_policy import ensure_holdable, open_holds
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import Refusal
from seller_orders.domain.values import NOTE_LENGTH, TEXT_LENGTH, optional_text


@frozen(kw_only=True)
class PlaceHold(AcceptedEverywhere):
    """Hold the orders whole.

    An order with an open hold of the same handle is unchanged and reported as updated.

    >>> fraud = PlaceHold(reason=HoldReason.FRAUD_RISK, handle="risk-7")
    >>> orders.bulk_update(
    ...     BulkUpdate(domain_id="dom_1", order_ids=("ord_1",), by="erp", action=fraud)
    ... ).unwrap().updated
    ('ord_1',)
    """

    reason: HoldReason
    note: str | None = optional_text(NOTE_LENGTH)
    until: datetime | None = None
    handle: str | None = optional_text(TEXT_LENGTH, least=1)

    @property
    def request(self) -> HoldRequest:
        """The request for each order."""
        return HoldRequest(reason=self.reason, note=self.note, until=self.until, handle=self.handle)

    def apply(self, order: Order, context: ActionContext) -> Result[Order, Refusal]:
        """Return the order with the hold, if it can be held."""
        change = context.new_change(order, note=self.note)
        holdable = ensure_holdable(order, self.request, change.at)
        return holdable.map(lambda _: hold_once(order, self.request, change, context.ids).order)


@frozen(kw_only=True)
class ReleaseHolds(AcceptedEverywhere):
    """Release the open holds with a handle, or all open holds without one.

    An order without such a hold is unchanged and reported as updated.

    >>> orders.bulk_update(
    ...     BulkUpdate(
    ...         domain_id="dom_1", order_ids=("ord_1",), by="erp", action=ReleaseHolds()
    ...     )
    ... ).unwrap().updated
    ('ord_1',)
    """

    handle: str | None = None

    def apply(self, order: Order, context: ActionContext) -> Result[Order, Refusal]:
        """Return the order without the holds."""
        change = context.new_change(order)
        holds = [
            hold
            for hold in open_holds(order, change.at)
            if self.handle is None or hold.handle == self.handle
        ]
        return Success(release(order, holds, change))
