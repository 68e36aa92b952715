"""Ledger of units: where they are, by examples worked out by hand."""

from typing import Any

import pytest
from attrs import evolve

from seller_orders.domain.cancellation import Cancellation, CancelReason
from seller_orders.domain.fulfillment import Fulfillment
from seller_orders.domain.line_item import RestockedItem
from seller_orders.domain.order import Order, OrderInvariantError
from seller_orders.domain.payment import Refund, RefundedItem, RefundStatus
from seller_orders.domain.signed_money import SignedMoney
from seller_orders.domain.status import FulfillmentProgress
from seller_orders.domain.stock import Restock, RestockCause
from seller_orders.domain.unit_ledger import LineUnits
from seller_orders.testing.sample_order import (
    CREATED,
    fulfillment,
    inr,
    line,
    order,
    payment,
    refund,
)


def shipped(quantity: int, status: str = "in_transit", id: str = "ful_1") -> Fulfillment:
    return fulfillment(status, id=id, pasta=quantity)


def lost(quantity: int, id: str = "ful_1", status: str = "failed") -> Fulfillment:
    return evolve(shipped(quantity, status, id), handed_over_at=CREATED)


def refunded(
    quantity: int, fulfillment_id: str | None = "ful_1", status: str = "pending", id: str = "rfd_1"
) -> Refund:
    item = RefundedItem(id="pasta", quantity=quantity, worth=inr(10), fulfillment_id=fulfillment_id)
    return Refund(
        id=id, amount=inr(10), items=(item,), status=RefundStatus(status), created_at=CREATED
    )


def ten(*refunds: Refund, line_fields: dict[str, Any] | None = None, **fields: Any) -> Order:
    """Return an order of ten pasta at 10, paid in full."""
    ten_pasta = line("pasta", 10, "10", **line_fields or {})
    usual: dict[str, Any] = {
        "lines": (ten_pasta,),
        "discount": inr(0),
        "payment": payment("paid", 100, refunds),
    }
    return order(**usual | fields)


def restock(quantity: int) -> Restock:
    items = (RestockedItem("pasta", "sku-pasta", quantity),)
    return Restock(cause=RestockCause.REQUEST, cause_id="evt_1", at=CREATED, items=items)


def units(**numbers: int) -> LineUnits:
    """Return the units of ten pasta that are all at home, with other numbers."""
    zero = dict.fromkeys(("cancelled", "fulfilled", "refunded", "spent"), 0)
    usual = {"ordered": 10, "remaining": 10, "home": 10, "free": 0} | zero
    return LineUnits(**usual | {"out": 0, "set_aside": 0, "given_back": 0} | numbers)


@pytest.mark.parametrize(
    ("placed", "expected"),
    [
        (ten(), units()),
        (ten(fulfillments=(shipped(4, "pending"),)), units(fulfilled=4, remaining=6)),
        (ten(fulfillments=(shipped(4),)), units(fulfilled=4, remaining=6, out=4, home=6)),
        (ten(fulfillments=(lost(4),)), units(out=4, home=6)),
        (ten(fulfillments=(lost(4, status="returned"),)), units()),
        (ten(fulfillments=(shipped(4, "cancelled"),)), units()),
        (ten(restocks=(restock(3),)), units(given_back=3, home=7)),
        (
            ten(line_fields={"cancelled_quantity": 4, "set_aside_quantity": 3}),
            units(cancelled=4, remaining=6, set_aside=3, home=7, free=1),
        ),
        (
            ten(refunded(2), fulfillments=(shipped(4, "delivered"),)),
            units(fulfilled=4, refunded=2, remaining=6, out=4, home=6),
        ),
        (
            ten(refunded(2), fulfillments=(lost(4, status="returned"),)),
            units(refunded=2, spent=2, remaining=8, free=2),
        ),
        (ten(refunded(2, status="failed"), fulfillments=(lost(4, status="returned"),)), units()),
    ],
    ids=[
        "new",
        "waiting for hand-over",
        "under way",
        "lost",
        "returned",
        "cancelled before hand-over",
        "restocked by request",
        "set aside",
        "refunded, with the customer",
        "refunded, then returned",
        "refund failed",
    ],
)
def test_units_are_where_the_contract_says(placed: Order, expected: LineUnits):
    assert placed.units == {"pasta": expected}


def test_a_cancelled_order_needs_no_unit():
    record = Cancellation(reason=CancelReason.FRAUD, at=CREATED, by="key:1", restocked=False)
    before = ten(status="cancelled", cancellation=record, fulfillments=(lost(4),))

    assert before.units["pasta"].remaining == 10
    assert before.units["pasta"].free == 6


def test_all_units_are_free_if_a_cancelled_order_shipped_none():
    record = Cancellation(reason=CancelReason.FRAUD, at=CREATED, by="key:1", restocked=False)
    before = ten(status="cancelled", cancellation=record)

    assert before.units["pasta"] == units(free=10)


def test_home_is_never_below_zero():
    before = ten(fulfillments=(lost(10), lost(8, "ful_2")))

    assert before.at_home == {"pasta": 0}
    assert before.free == {"pasta": 0}


def test_a_download_is_nowhere():
    before = ten(refunded(2, None), line_fields={"requires_shipping": False})

    assert before.units["pasta"] == units(refunded=2, remaining=0, home=0)


@pytest.mark.parametrize(
    ("quantity", "status", "cancelled", "progress"),
    [
        (6, "delivered", 4, "fulfilled"),
        (6, "delivered", 3, "partial"),
        (6, "cancelled", 4, "unfulfilled"),
        (1, "cancelled", 10, "fulfilled"),
    ],
)
def test_cancelled_units_need_no_fulfillment(
    quantity: int, status: str, cancelled: int, progress: str
):
    parcels = (shipped(quantity, status),)
    before = ten(fulfillments=parcels, line_fields={"cancelled_quantity": cancelled})

    assert before.fulfillment_status is FulfillmentProgress(progress)


def test_an_order_of_spent_units_is_fulfilled():
    before = ten(refunded(10), fulfillments=(lost(10, status="returned"),))

    assert before.remaining == ()
    assert before.fulfillment_status is FulfillmentProgress.FULFILLED


@pytest.mark.parametrize(
    ("parts", "detail"),
    [
        ({"fulfillments": (shipped(11),)}, "more of pasta is fulfilled"),
        (
            {"fulfillments": (shipped(7),), "line_fields": {"cancelled_quantity": 4}},
            "cancelled, fulfilled and spent",
        ),
        ({"fulfillments": (fulfillment(bread=1),)}, "no line bread"),
    ],
)
def test_broken_quantities_are_refused(parts: dict[str, Any], detail: str):
    with pytest.raises(OrderInvariantError, match=detail):
        ten(**parts)


@pytest.mark.parametrize(
    ("refunds", "parts", "detail"),
    [
        (
            (refunded(3),),
            {"fulfillments": (lost(3), shipped(8, "in_transit", "ful_2"))},
            "cancelled, fulfilled and spent",
        ),
        ((refunded(5),), {"fulfillments": (shipped(4),)}, "than fulfillment ful_1 has"),
        (
            (refunded(3), refunded(2, id="rfd_2")),
            {"fulfillments": (shipped(4),)},
            "than fulfillment ful_1 has",
        ),
        ((refunded(1, None),), {"fulfillments": (shipped(4),)}, "than fulfillment None has"),
        (
            (refunded(7, None),),
            {"line_fields": {"requires_shipping": False, "cancelled_quantity": 4}},
            "cancelled and refunded",
        ),
        ((refunded(1),), {"line_fields": {"requires_shipping": False}}, "than fulfillment ful_1"),
        ((evolve(refund(1), adjustment=SignedMoney(-1, "INR")),), {}, "less than 0"),
    ],
)
def test_broken_refunds_are_refused(
    refunds: tuple[Refund, ...], parts: dict[str, Any], detail: str
):
    with pytest.raises(OrderInvariantError, match=detail):
        ten(*refunds, **parts)


def test_failed_refunds_break_no_rule():
    before = ten(refunded(5, status="failed"), fulfillments=(shipped(4),))

    assert before.units["pasta"].refunded == 0


def test_cancelled_units_lower_the_total():
    before = ten(line_fields={"cancelled_quantity": 4, "cancelled_worth": inr(40)})

    assert before.total == inr(60)
    assert before.cancelled_worth == inr(40)
    assert before.subtotal == inr(100)
    assert before.balance == SignedMoney(-400_000, "INR")


def test_credits_count_whole_until_a_refund_fails():
    """100 − 25 credited − (100 − 10 refunded) = −15; without the refund it is 0."""
    credit = evolve(
        refunded(1), shipping=inr(20), adjustment=SignedMoney(-50_000, "INR"), owed=inr(10)
    )
    before = ten(credit, fulfillments=(shipped(1),))
    failed = evolve(credit, status=RefundStatus.FAILED)

    assert credit.credit == SignedMoney(250_000, "INR")
    assert before.payment.credited == inr(25)
    assert before.balance == SignedMoney(-150_000, "INR")
    assert ten(failed, fulfillments=(shipped(1),)).payment.credited == inr(0)
    assert ten(failed, fulfillments=(shipped(1),)).balance == SignedMoney(0, "INR")
