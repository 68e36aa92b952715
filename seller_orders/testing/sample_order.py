"""Sample order and its parts, for tests that vary one field."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from returns.result import Result

from seller_orders.domain.cancellation import CancellationRequest, CancelReason
from seller_orders.domain.fulfillment import Fulfillment, FulfillmentStatus, Shipment
from seller_orders.domain.line_item import ItemQuantity, LineItem
from seller_orders.domain.money import Money
from seller_orders.domain.order import Order
from seller_orders.domain.payment import Payment, PaymentStatus, Refund, RefundStatus
from seller_orders.domain.refusals import Refusal
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.timeline import Change
from seller_orders.domain.values import Customer, Tracking

CREATED = datetime(2025, 12, 1, 9, 30, tzinfo=UTC)
LATER = datetime(2025, 12, 2, 10, 45, tzinfo=UTC)

OLD_TRACKING = Tracking(awb="1Z999", url="https://ups.example/1Z999")


def inr(amount: str | int) -> Money:
    """Return an amount in rupees."""
    return Money.of(Decimal(amount), "INR").unwrap()


def line(id: str = "pasta", quantity: int = 2, price: str = "100", **fields: Any) -> LineItem:
    """Return a line of an order."""
    return LineItem(
        id=id,
        product_id=f"prd-{id}",
        sku=f"sku-{id}",
        name=id.title(),
        quantity=quantity,
        selling_price=inr(price),
        **fields,
    )


def payment(
    status: str = "paid", captured: str | int = 0, refunds: tuple[Refund, ...] = ()
) -> Payment:
    """Return a payment by card."""
    return Payment(
        status=PaymentStatus(status), method="card", captured=inr(captured), refunds=refunds
    )


def refund(amount: str | int, status: str = "pending", id: str = "rfd_1") -> Refund:
    """Return a refund."""
    return Refund(id=id, amount=inr(amount), status=RefundStatus(status), created_at=CREATED)


def fulfillment(status: str = "pending", id: str = "ful_1", **quantities: int) -> Fulfillment:
    """Return a fulfillment of the given units by line id; the default is one pasta."""
    items = tuple(ItemQuantity(id, quantity) for id, quantity in quantities.items())
    return Fulfillment(
        id=id,
        status=FulfillmentStatus(status),
        shipment=Shipment(items=items or (ItemQuantity("pasta", 1),), tracking=OLD_TRACKING),
        created_at=CREATED,
        updated_at=CREATED,
    )


def order(status: str = "pending", **fields: Any) -> Order:
    """Return an order of two pasta at 100 and one soup at 50.50, less 0.50: 250, paid in full."""
    usual: dict[str, Any] = {
        "domain_id": "dom_1",
        "id": "ord_1",
        "number": "1001",
        "store_id": "store_1",
        "status": OrderStatus(status),
        "currency": "INR",
        "customer": Customer(id="cus_1", name="Anjali Patel"),
        "lines": (line("pasta", 2, "100"), line("soup", 1, "50.50")),
        "discount": inr("0.50"),
        "shipping": inr(0),
        "tax": inr(0),
        "payment": payment("paid", 250),
        "created_at": CREATED,
        "updated_at": CREATED,
    }
    return Order(**usual | fields)


def cancellation_request(reason: str = "fraud", **fields: Any) -> CancellationRequest:
    """Return a cancellation request; an amount implies a refund."""
    if "refund_amount" in fields:
        fields |= {"refund": True, "refund_amount": Decimal(fields["refund_amount"])}
    return CancellationRequest(reason=CancelReason(reason), **fields)


def change(number: int = 2, note: str | None = None) -> Change:
    """Return the circumstances of a change."""
    return Change(id=f"evt_{number}", at=LATER, by="key:1", note=note, notified=("email",))


def refusal_of(decision: Result[Any, Refusal]) -> Refusal:
    """Return the refusal of a failed decision."""
    return decision.failure()


def outcome_of(decision: Result[Any, Refusal]) -> str:
    """Return ``ok``, or the code of the refusal."""
    return decision.map(lambda _: "ok").value_or(None) or decision.failure().code
