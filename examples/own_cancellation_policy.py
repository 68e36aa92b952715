"""Custom cancellation policy: a customer who cancels during packing pays for the box.

A policy allows a cancellation on terms, or refuses it. This one calls the built-in policy first,
so it never allows more. Run it with ``python -m examples.own_cancellation_policy``.
"""

from decimal import Decimal

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
    """The refund would not exceed the price of the box."""

    code = "not_worth_the_box"
    template = "Less than {box} would be refunded; cancel without a refund."
    box: Decimal


def ensure_box_is_paid(
    order: Order, request: CancellationRequest, rules: TransitionRules
) -> Result[CancellationTerms, Refusal]:
    """Deduct the price of the box from the refund of an order in processing."""
    return ensure_cancellable(order, request, rules).bind(lambda terms: _less_the_box(order, terms))


def _less_the_box(order: Order, terms: CancellationTerms) -> Result[CancellationTerms, Refusal]:
    if order.status is not OrderStatus.PROCESSING or terms.refund is None:
        return Success(terms)
    box = terms.refund.of(_BOX, order.currency).unwrap()
    if terms.refund <= box:
        return Failure(NotWorthTheBox(_BOX))
    return Success(evolve(terms, refund=terms.refund - box))


def main(database: str = "sqlite:///shop.db") -> None:
    """Cancel an order in processing: the shop keeps 20 of 200."""
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
