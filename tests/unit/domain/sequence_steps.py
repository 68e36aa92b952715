"""Steps of a sequence on an order: each asks its policy, and changes the order if it is allowed."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from attrs import frozen
from returns.result import Result, Success

from seller_orders.domain.cancellation import CancelReason
from seller_orders.domain.cancellation_policy import ensure_cancellable
from seller_orders.domain.fulfillment import Fulfillment, FulfillmentStatus, Shipment
from seller_orders.domain.fulfillment_policy import (
    ensure_fulfillable,
    ensure_fulfillment_moves,
)
from seller_orders.domain.item_cancellation import ItemCancellationRequest
from seller_orders.domain.item_cancellation_change import cancel_items
from seller_orders.domain.item_cancellation_policy import ensure_items_cancellable
from seller_orders.domain.line_item import ItemQuantity, LineItem
from seller_orders.domain.money import Money
from seller_orders.domain.order import Order
from seller_orders.domain.payment import Payment, PaymentStatus, RefundStatus
from seller_orders.domain.payment_policy import ensure_payment_update
from seller_orders.domain.refund_policy import ensure_refund, new_refund
from seller_orders.domain.refund_request import RefundRequest, TenderShare
from seller_orders.domain.refund_settlement import ensure_settles
from seller_orders.domain.refusals import Refusal
from seller_orders.domain.restock_policy import ensure_restorable
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.status_policy import ensure_transition
from seller_orders.domain.transition_rules import OPEN
from seller_orders.domain.unit_price import UnitPrice
from seller_orders.testing.sample_order import CREATED, cancellation_request, change, order

Step = Callable[[Order, int], Result[Order, Refusal]]
"""Change an order. The number is that of the change: ids of changes are unique."""


@frozen
class Row:
    """Step with the figures after it; units of several lines are separated by a space."""

    step: Step
    balance: str
    refunded: str
    cancelled: str
    remaining: str
    home: str
    free: str


def sold(
    *lines: LineItem,
    paid: str = "0",
    includes_tax: bool = False,
    discount: str = "0",
    shipping: str = "0",
    tax: str = "0",
) -> Order:
    """Return a new order by its sums."""
    currency = lines[0].selling_price.currency
    captured = money(paid, currency)
    status = PaymentStatus.PAID if captured else PaymentStatus.PENDING
    payment = Payment(status=status, method="card", captured=captured)
    return order(
        lines=lines,
        currency=currency,
        prices_include_tax=includes_tax,
        payment=payment,
        discount=money(discount, currency),
        shipping=money(shipping, currency),
        tax=money(tax, currency),
    )


def item(
    id: str, quantity: int, price: str, *, currency: str = "EUR", digital: bool = False, **sums: str
) -> LineItem:
    """Return a line; ``discount`` and ``tax`` are of the whole line."""
    amounts: dict[str, Any] = {name: money(amount, currency) for name, amount in sums.items()}
    return LineItem(
        id=id,
        name=id,
        quantity=quantity,
        selling_price=UnitPrice.of(Decimal(price), currency).unwrap(),
        requires_shipping=not digital,
        **amounts,
    )


def money(amount: str, currency: str) -> Money:
    """Return an amount of a currency."""
    return Money.of(Decimal(amount), currency).unwrap()


def ship(id: str, **units: int) -> Step:
    """Create a fulfillment that waits for its courier."""

    def step(before: Order, number: int) -> Result[Order, Refusal]:
        def add(items: tuple[ItemQuantity, ...]) -> Order:
            made = Fulfillment(
                id=id, shipment=Shipment(items=items), created_at=CREATED, updated_at=CREATED
            )
            return before.add_fulfillment(made, change(number))

        return ensure_fulfillable(before, _items(units), CREATED).map(add)

    return step


def parcel(id: str, status: str) -> Step:
    """Set a fulfillment's status."""

    def step(before: Order, number: int) -> Result[Order, Refusal]:
        found = before.fulfillment(id)
        assert found is not None
        tracking = found.shipment.tracking
        return ensure_fulfillment_moves(before, found, FulfillmentStatus(status)).map(
            lambda to: before.update_fulfillment(found, to, tracking, change(number))
        )

    return step


def status(target: str) -> Step:
    """Set the order's status."""

    def step(before: Order, number: int) -> Result[Order, Refusal]:
        allowed = ensure_transition(before.status, OrderStatus(target), OPEN)
        return allowed.map(lambda to: before.move_to(to, change(number)))

    return step


def take_off(
    refund_id: str = "",
    amount: str | None = None,
    *,
    restock: bool = False,
    **units: int,
) -> Step:
    """Cancel units; a refund id asks for a refund, of an amount or of what they are worth."""

    def step(before: Order, number: int) -> Result[Order, Refusal]:
        request = ItemCancellationRequest(
            items=_items(units),
            reason=CancelReason.OUT_OF_STOCK,
            refund=bool(refund_id),
            refund_amount=None if amount is None else Decimal(amount),
            restock=restock,
        )
        return ensure_items_cancellable(before, request, OPEN).map(
            lambda terms: cancel_items(before, terms, refund_id or "rfd_none", change(number))
        )

    return step


def credit(
    refund_id: str,
    *,
    shipping: str | None = None,
    adjustment: str | None = None,
    tenders: Mapping[str, str] | None = None,
    **units: int,
) -> Step:
    """Refund units, shipping and an adjustment, to the tenders that are named."""
    named = tenders or {}
    shares = tuple(TenderShare(id=id, amount=Decimal(each)) for id, each in named.items())
    return _refund(
        refund_id,
        RefundRequest(
            items=_items(units),
            shipping=None if shipping is None else Decimal(shipping),
            adjustment=None if adjustment is None else Decimal(adjustment),
            tenders=shares or None,
        ),
    )


def give(refund_id: str, amount: str) -> Step:
    """Refund a bare amount."""
    return _refund(refund_id, RefundRequest(amount=Decimal(amount)))


def settle(refund_id: str, outcome: str, tender: str | None = None) -> Step:
    """Record the outcome of a refund, or of its part for a tender."""

    def step(before: Order, number: int) -> Result[Order, Refusal]:
        found = before.refund(refund_id)
        assert found is not None
        return ensure_settles(found, RefundStatus(outcome), tender).map(
            lambda to: before.settle_refund(found, to, change(number), tender)
        )

    return step


def pay(captured: str) -> Step:
    """Record that an amount has been paid by now."""

    def step(before: Order, number: int) -> Result[Order, Refusal]:
        return ensure_payment_update(
            before.payment,
            before.total,
            PaymentStatus.PAID,
            money(captured, before.currency),
            overpayment=True,
        ).map(lambda payment: before.update_payment(payment, change(number)))

    return step


def cancel(*, refund: bool = False, restock: bool = False) -> Step:
    """Cancel the order, with the refund ``rfd_cancel`` of all that is left."""

    def step(before: Order, number: int) -> Result[Order, Refusal]:
        request = cancellation_request(refund=refund, restock=restock)
        return ensure_cancellable(before, request, OPEN).map(
            lambda terms: before.cancel(terms, "rfd_cancel", change(number))
        )

    return step


def restock(**units: int) -> Step:
    """Restock units by request."""

    def step(before: Order, number: int) -> Result[Order, Refusal]:
        return ensure_restorable(before, _items(units)).map(
            lambda allowed: before.restock(allowed, change(number))
        )

    return step


def refused(code: str, step: Step) -> Step:
    """Expect that a step is refused, and changes nothing."""

    def refused_step(before: Order, number: int) -> Result[Order, Refusal]:
        refusal = step(before, number).failure()
        assert refusal.code == code
        return Success(before)

    return refused_step


def _refund(refund_id: str, request: RefundRequest) -> Step:
    def step(before: Order, number: int) -> Result[Order, Refusal]:
        return ensure_refund(before, request).map(
            lambda terms: before.request_refund(
                new_refund(terms, refund_id, CREATED), change(number)
            )
        )

    return step


def _items(units: dict[str, int]) -> tuple[ItemQuantity, ...]:
    return tuple(ItemQuantity(id, count) for id, count in units.items())
