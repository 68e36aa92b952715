"""A cancellation policy of one's own: who cancels what is being packed pays for the box.

A policy allows a cancellation, on terms, or refuses it. This one asks the built-in policy first,
so that whatever that refuses stays refused. ``python -m examples.own_cancellation_policy`` runs it.
"""

from decimal import Decimal
from typing import ClassVar

from attrs import evolve, frozen
from returns.result import Failure, Result, Success

from examples.shop import new_order
from seller_orders import (
    CancellationRequest,
    CancellationTerms,
    CancelOrder,
    CancelReason,
    Order,
    OrderStatus,
    Refusal,
    TransitionRules,
    UpdateStatus,
    embed,
    ensure_cancellable,
)

_BOX = Decimal(20)


@frozen
class NotWorthTheBox(Refusal):
    """The refund would not even pay for the box."""

    code: ClassVar[str] = "not_worth_the_box"

    @property
    def message(self) -> str:
        """Say what would have to change."""
        return f"Less than {_BOX} would be refunded; cancel without a refund."


def ensure_box_is_paid(
    order: Order, request: CancellationRequest, rules: TransitionRules
) -> Result[CancellationTerms, Refusal]:
    """Keep the price of the box back from what is refunded of an order that is being packed."""
    return ensure_cancellable(order, request, rules).bind(lambda terms: _less_the_box(order, terms))


def _less_the_box(order: Order, terms: CancellationTerms) -> Result[CancellationTerms, Refusal]:
    if order.status is not OrderStatus.PROCESSING or terms.refund is None:
        return Success(terms)
    box = terms.refund.of(_BOX, order.currency).unwrap()
    if terms.refund <= box:
        return Failure(NotWorthTheBox())
    return Success(evolve(terms, refund=terms.refund - box))


def main(database: str = "sqlite:///shop.db") -> None:
    """Cancel what is being packed: 20 of 200 stay with the shop."""
    orders = embed(database, cancellation=ensure_box_is_paid)
    order = orders.create_order(new_order()).unwrap()
    packing = UpdateStatus(
        domain_id="dom_1", order_id=order.id, by="packer", status=OrderStatus.PROCESSING
    )
    orders.update_status(packing).unwrap()
    for amount in (Decimal(5), None):
        request = CancellationRequest(
            reason=CancelReason.CUSTOMER_REQUEST, refund=True, refund_amount=amount
        )
        done = orders.cancel_order(
            CancelOrder(domain_id="dom_1", order_id=order.id, by="shop", request=request)
        )
        print(
            done.map(lambda it: f"refunded: {it.refund and it.refund.amount}").value_or("")
            or done.failure().message
        )


if __name__ == "__main__":
    main()
