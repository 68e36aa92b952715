"""Cancelled units of an order: stock, money and timeline, and the return of parcels after it."""

from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from seller_orders.domain.cancellation import CancelReason
from seller_orders.domain.cancellation_policy import ensure_cancellable
from seller_orders.domain.fulfillment import Fulfillment, FulfillmentStatus
from seller_orders.domain.item_cancellation import ItemCancellationRequest
from seller_orders.domain.item_cancellation_change import cancel_items
from seller_orders.domain.item_cancellation_policy import (
    cancellable_items,
    ensure_items_cancellable,
)
from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.order import Order
from seller_orders.domain.payment import Refund, RefundedItem, RefundStatus
from seller_orders.domain.refund_settlement import ensure_settles
from seller_orders.domain.signed_money import SignedMoney
from seller_orders.domain.status import FulfillmentProgress, OrderStatus
from seller_orders.domain.tender import Tender
from seller_orders.domain.transition_rules import OPEN
from seller_orders.testing.sample_order import (
    CREATED,
    LATER,
    cancellation_request,
    change,
    fulfillment,
    inr,
    line,
    order,
    payment,
)


def ten(**fields: Any) -> Order:
    """Return an order of ten pasta at 10, paid in full."""
    usual: dict[str, Any] = {"lines": (line("pasta", 10, "10"),), "discount": inr(0)}
    return order(**usual | {"payment": payment("paid", 100)} | fields)


def parcel(quantity: int, status: str = "in_transit", id: str = "ful_1") -> Fulfillment:
    sent = fulfillment(status, id=id, pasta=quantity)
    return sent if status == "pending" else evolve(sent, handed_over_at=CREATED)


def cancelled(before: Order, quantity: int, **fields: Any) -> Order:
    asked = ItemCancellationRequest(
        items=(ItemQuantity("pasta", quantity),), reason=CancelReason.OUT_OF_STOCK, **fields
    )
    terms = ensure_items_cancellable(before, asked, OPEN).unwrap()
    return cancel_items(before, terms, "rfd_1", change(before.version + 1))


def moved(before: Order, status: str, id: str = "ful_1") -> Order:
    current = before.fulfillment(id)
    assert current is not None
    tracking = current.shipment.tracking
    now = change(before.version + 1)
    return before.update_fulfillment(current, FulfillmentStatus(status), tracking, now)


def given_back(of: Order) -> list[tuple[str, str | None, int]]:
    return [(each.cause.value, each.cause_id, each.items[0].quantity) for each in of.restocks]


def test_four_of_ten_never_come():
    before = ten(fulfillments=(parcel(6, "delivered"),))

    after = cancelled(before, 4, refund=True)

    assert after.fulfillment_status is FulfillmentProgress.FULFILLED
    assert (after.total, after.cancelled_worth) == (inr(60), inr(40))
    assert after.payment.refunded == inr(40)
    assert after.balance == SignedMoney(0, "INR")
    assert after.status is before.status


def test_the_change_is_one_version_with_its_figures():
    before = ten(fulfillments=(parcel(4),))

    after = cancelled(before, 3, refund=True, restock=True, details="moth")

    entry = after.timeline[-1]
    assert (after.version, len(after.timeline)) == (2, 1)
    assert (entry.type, entry.from_, entry.to) == ("order.items_cancelled", None, None)
    assert entry.data == {
        "reason": "out_of_stock",
        "refund_id": "rfd_1",
        "restock": True,
        "items": [{"id": "pasta", "quantity": 3, "worth": inr(30).amount}],
        "restocked_items": [{"id": "pasta", "sku": "sku-pasta", "quantity": 3}],
    }


def test_a_refund_is_recorded_as_cancelled_units_are():
    tenders = (
        Tender(id="card", method="card", amount=inr(80)),
        Tender(id="gift", method="gift_card", amount=inr(20)),
    )
    before = ten(payment=evolve(payment("paid", 100), tenders=tenders))

    (refund,) = cancelled(before, 4, refund=True).payment.refunds

    assert (refund.id, refund.amount, refund.owed) == ("rfd_1", inr(40), inr(40))
    assert refund.status is RefundStatus.PENDING
    assert [(part.tender_id, part.amount) for part in refund.parts] == [
        ("gift", inr(20)),
        ("card", inr(20)),
    ]
    assert (refund.items, refund.credit) == ((), SignedMoney(0, "INR"))
    assert (refund.reason, refund.created_at) == ("out_of_stock", LATER)


def test_details_are_the_refunds_reason():
    (refund,) = cancelled(ten(), 1, refund=True, details="moth").payment.refunds

    assert refund.reason == "moth"


def test_what_goes_beyond_the_worth_is_goodwill():
    """50 for units worth 40: the other 10 are no new debt."""
    after = cancelled(ten(), 4, refund=True, refund_amount=inr(50).amount)

    assert after.payment.refunds[0].owed == inr(40)
    assert after.balance == SignedMoney(0, "INR")


def test_without_refund_the_customer_is_owed():
    after = cancelled(ten(), 4)

    assert after.payment.refunds == ()
    assert after.timeline[-1].data["refund_id"] is None
    assert after.balance == SignedMoney(-400_000, "INR")


@pytest.mark.parametrize(
    ("fulfillments", "free"),
    [
        ((), 3),
        ((parcel(4),), 3),
        ((parcel(4, "pending"),), 3),
        ((parcel(4, "returned"),), 3),
        ((parcel(2, "failed"),), 1),
        ((parcel(2, "failed"), parcel(5, "pending", "ful_2")), 1),
        ((parcel(3, "failed"),), 0),
        ((parcel(8, "failed"),), 0),
    ],
    ids=["new", "sent", "packed", "returned", "lost 2", "and packed 5", "lost 3", "lost 8"],
)
def test_free_units_go_back_or_are_set_aside(fulfillments: tuple[Fulfillment, ...], free: int):
    """Seven remain after three are cancelled: with two lost, eight are at home, so one is free."""
    before = ten(fulfillments=fulfillments)

    (restocked,) = cancelled(before, 3, restock=True).lines
    (kept,) = cancelled(before, 3).lines

    assert (restocked.restock_requested_quantity, restocked.set_aside_quantity) == (3, 0)
    assert (kept.restock_requested_quantity, kept.set_aside_quantity) == (0, free)
    back = given_back(cancelled(before, 3, restock=True))
    assert back == ([("items_cancelled", "evt_2", free)] if free else [])
    assert given_back(cancelled(before, 3)) == []
    assert cancelled(before, 3).at_home == {"pasta": before.at_home["pasta"] - free}


def test_units_set_aside_are_not_restocked_later():
    """Of ten, three are set aside: a cancellation with restock gives back the other seven."""
    aside = cancelled(ten(), 3)
    terms = ensure_cancellable(aside, cancellation_request(restock=True), OPEN).unwrap()

    after = aside.cancel(terms, "rfd_2", change(3))

    assert given_back(after) == [("cancellation", None, 7)]
    assert after.at_home == {"pasta": 0}


def test_a_lost_parcel_gives_back_cancelled_units_as_it_returns():
    """Four of ten are lost and four are cancelled: these go back as the parcel returns."""
    before = cancelled(ten(fulfillments=(parcel(4, "failed"),)), 4, restock=True)

    after = moved(before, "returned")

    assert before.restocks == ()
    assert given_back(after) == [("fulfillment", "ful_1", 4)]
    assert after.free == {"pasta": 0}
    assert after.at_home == {"pasta": 6}
    assert after.timeline[-1].data["restocked_items"] == [
        {"id": "pasta", "sku": "sku-pasta", "quantity": 4}
    ]


def test_a_returned_parcel_gives_back_no_more_than_asked():
    before = cancelled(ten(fulfillments=(parcel(4, "failed"),)), 3, restock=True)

    assert given_back(moved(before, "returned")) == [("fulfillment", "ful_1", 3)]


def test_a_returned_parcel_keeps_units_cancelled_without_restock():
    before = cancelled(ten(fulfillments=(parcel(4, "failed"),)), 4)

    after = moved(before, "returned")

    assert after.restocks == ()
    assert after.free == {"pasta": 4}


def test_units_restocked_at_once_do_not_return_twice():
    """Three of five cancelled ones are at home: the parcel brings the other two."""
    before = cancelled(ten(fulfillments=(parcel(2, "failed"),)), 5, restock=True)

    after = moved(before, "returned")

    assert given_back(after) == [
        ("items_cancelled", "evt_2", 3),
        ("fulfillment", "ful_1", 2),
    ]


def refunded_parcel(status: str = "in_transit", refund_status: str = "pending") -> Order:
    """Return ten pasta, of which four were sent and two of these are refunded."""
    item = RefundedItem(id="pasta", quantity=2, worth=inr(20), fulfillment_id="ful_1")
    state = RefundStatus(refund_status)
    refund = Refund(
        id="rfd_9", amount=inr(20), items=(item,), owed=inr(20), status=state, created_at=CREATED
    )
    return ten(fulfillments=(parcel(4, status),), payment=payment("paid", 100, (refund,)))


def test_spent_units_go_back_as_their_parcel_returns():
    after = moved(refunded_parcel(), "returned")

    assert given_back(after) == [("fulfillment", "ful_1", 2)]
    assert after.remaining == (ItemQuantity("pasta", 8),)
    assert after.at_home == {"pasta": 8}


def test_units_of_a_failed_refund_remain_as_their_parcel_returns():
    after = moved(refunded_parcel(refund_status="failed"), "returned")

    assert after.restocks == ()
    assert after.remaining == (ItemQuantity("pasta", 10),)


def test_a_failed_refund_gives_its_units_back():
    before = moved(refunded_parcel(), "failed")
    refund = before.payment.refunds[0]
    status = ensure_settles(refund, RefundStatus.FAILED).unwrap()

    after = before.settle_refund(refund, status, change(3))

    assert before.remaining == (ItemQuantity("pasta", 8),)
    assert after.remaining == (ItemQuantity("pasta", 10),)
    assert after.payment.credited == inr(0)


@pytest.mark.parametrize(("restock", "expected"), [(True, 4), (False, 3)])
def test_a_parcel_returns_after_the_order_was_cancelled(restock: bool, expected: int):
    """Without restock, only the three go back that items/cancel asked for."""
    before = cancelled(ten(fulfillments=(parcel(4, "failed"),)), 3, restock=True)
    terms = ensure_cancellable(before, cancellation_request(restock=restock), OPEN).unwrap()

    after = moved(before.cancel(terms, "rfd_2", change(3)), "returned")

    assert given_back(after)[-1] == ("fulfillment", "ful_1", expected)
    assert before.restocks == ()


@given(data=st.data())
def test_any_sequence_keeps_the_units_together(data: st.DataObject):
    """Every unit is remaining, cancelled, spent or fulfilled, and none comes back twice."""
    now = ten()
    for _ in range(data.draw(st.integers(1, 8), "steps")):
        left = sum(item.quantity for item in cancellable_items(now))
        actions = ["move"] if now.fulfillments else []
        if left > 1 or (left and now.fulfillments):
            actions.append("cancel")
        if left:
            actions.append("ship")
        if not actions:
            break
        action = data.draw(st.sampled_from(actions))
        if action == "cancel":
            most = left if left < 10 - now.units["pasta"].cancelled else left - 1
            if most:
                now = cancelled(
                    now, data.draw(st.integers(1, most)), restock=data.draw(st.booleans())
                )
        elif action == "ship":
            id = f"ful_{now.version}"
            sent = parcel(data.draw(st.integers(1, left)), "pending", id)
            now = now.add_fulfillment(sent, change(now.version + 1))
        else:
            one = data.draw(st.sampled_from(now.fulfillments))
            if one.next_statuses:
                status = data.draw(st.sampled_from(sorted(one.next_statuses)))
                now = moved(now, status, one.id)
        (units,) = now.units.values()
        assert units.cancelled + units.fulfilled + units.remaining == 10
        assert now.total == inr(100 - 10 * units.cancelled)
        assert units.given_back + units.set_aside <= units.cancelled
        assert units.given_back + units.set_aside + units.home <= 10


def test_a_closed_status_is_kept():
    after = cancelled(ten(status="delivered", fulfillments=(parcel(6, "delivered"),)), 4)

    assert after.status is OrderStatus.DELIVERED
