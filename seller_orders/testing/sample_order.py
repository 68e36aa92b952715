"""Sample order and its parts, for tests that vary one field."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from attrs import evolve
from returns.result import Result

from seller_orders.domain.cancellation import CancellationRequest, CancelReason
from seller_orders.domain.fulfillment import Fulfillment, FulfillmentStatus, Shipment
from seller_orders.domain.hold import Hold, HoldReason, HoldRequest
from seller_orders.domain.item_cancellation import ItemCancellationRequest
from seller_orders.domain.item_cancellation_change import cancel_items
from seller_orders.domain.item_cancellation_policy import ensure_items_cancellable
from seller_orders.domain.line_item import ItemQuantity, LineItem, RestockedItem
from seller_orders.domain.money import Money
from seller_orders.domain.order import Order
from seller_orders.domain.payment import (
    Payment,
    PaymentStatus,
    Refund,
    RefundedItem,
    RefundPart,
    RefundStatus,
)
from seller_orders.domain.refusals import Refusal
from seller_orders.domain.signed_money import SignedMoney
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.stock import Restock, RestockCause
from seller_orders.domain.tender import Tender
from seller_orders.domain.timeline import Change
from seller_orders.domain.transition_rules import OPEN
from seller_orders.domain.unit_price import UnitPrice
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
        selling_price=UnitPrice.of(Decimal(price), "INR").unwrap(),
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


def handed_over(fulfillment: Fulfillment) -> Fulfillment:
    """Return the fulfillment as it is after its hand-over to a courier."""
    return evolve(fulfillment, handed_over_at=CREATED)


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


def order_with_cancelled_units(**fields: Any) -> Order:
    """Return an order of ten pasta and four soup, paid by card and gift card.

    Six pasta were delivered, of which two are refunded. Three pasta and all soup are cancelled.
    """
    pasta = line(
        "pasta",
        10,
        cancelled_quantity=3,
        cancelled_worth=inr(300),
        restock_requested_quantity=1,
        set_aside_quantity=2,
    )
    soup = line("soup", 4, "50", cancelled_quantity=4, cancelled_worth=inr(200))
    delivered = evolve(fulfillment("delivered", pasta=6), handed_over_at=LATER)
    of_cancelled = evolve(
        refund(500),
        owed=inr(500),
        parts=(
            RefundPart(tender_id="gift", amount=inr(250), status=RefundStatus.SUCCEEDED),
            RefundPart(tender_id="card", amount=inr(250)),
        ),
    )
    by_units = evolve(
        refund(205, id="rfd_2"),
        owed=inr(205),
        items=(RefundedItem(id="pasta", quantity=2, worth=inr(200), fulfillment_id="ful_1"),),
        shipping=inr(10),
        adjustment=SignedMoney(-5 * 10_000, "INR"),
        return_id="ret_1",
        parts=(RefundPart(tender_id="card", amount=inr(205)),),
    )
    tenders = (
        Tender(id="card", method="card", amount=inr(960)),
        Tender(id="gift", method="gift_card", amount=inr(250)),
    )
    restock = Restock(
        cause=RestockCause.ITEMS_CANCELLED,
        cause_id="evt_3",
        at=LATER,
        items=(RestockedItem("pasta", "sku-pasta", 1),),
    )
    usual: dict[str, Any] = {
        "lines": (pasta, soup),
        "discount": inr(0),
        "shipping": inr(10),
        "payment": evolve(payment("paid", 1210, (of_cancelled, by_units)), tenders=tenders),
        "fulfillments": (delivered,),
        "restocks": (restock,),
    }
    return order(**usual | fields)


def with_units_cancelled(before: Order, *, restock: bool = False, **quantities: int) -> Order:
    """Return the next version of an order, with units cancelled by line id, and refunded."""
    request = item_cancellation(quantities, refund=True, restock=restock)
    terms = ensure_items_cancellable(before, request, OPEN).unwrap()
    return cancel_items(before, terms, f"rfd_{before.version + 1}", change(before.version + 1))


def hold(id: str = "hld_1", reason: str = "fraud_risk", **fields: Any) -> Hold:
    """Return a hold of an order, or of the lines ``items``."""
    return Hold(id=id, reason=HoldReason(reason), **{"created_at": CREATED} | fields)


def hold_request(reason: str = "fraud_risk", **fields: Any) -> HoldRequest:
    """Return a request to hold an order, or the lines ``items``."""
    return HoldRequest(reason=HoldReason(reason), **fields)


def cancellation_request(reason: str = "fraud", **fields: Any) -> CancellationRequest:
    """Return a cancellation request; an amount implies a refund."""
    if "refund_amount" in fields:
        fields |= {"refund": True, "refund_amount": Decimal(fields["refund_amount"])}
    return CancellationRequest(reason=CancelReason(reason), **fields)


def item_cancellation(
    units: Mapping[str, int], reason: str = "out_of_stock", **fields: Any
) -> ItemCancellationRequest:
    """Return a request to take units off lines; an amount implies a refund."""
    if "refund_amount" in fields:
        fields |= {"refund": True, "refund_amount": Decimal(fields["refund_amount"])}
    items = tuple(ItemQuantity(id, quantity) for id, quantity in units.items())
    return ItemCancellationRequest(items=items, reason=CancelReason(reason), **fields)


def change(number: int = 2, note: str | None = None) -> Change:
    """Return the circumstances of a change."""
    return Change(id=f"evt_{number}", at=LATER, by="key:1", note=note, notified=("email",))


def refusal_of(decision: Result[Any, Refusal]) -> Refusal:
    """Return the refusal of a failed decision."""
    return decision.failure()


def outcome_of(decision: Result[Any, Refusal]) -> str:
    """Return ``ok``, or the code of the refusal."""
    return decision.map(lambda _: "ok").value_or(None) or decision.failure().code
