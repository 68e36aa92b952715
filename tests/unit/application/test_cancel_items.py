from typing import Any

import pytest

from seller_orders.application.commands.cancel_items import CancelItems
from seller_orders.domain.cancellation import Cancellation, CancelReason
from seller_orders.domain.item_cancellation import ItemCancellationRequest
from seller_orders.domain.line_item import RestockedItem
from seller_orders.domain.order import Order
from seller_orders.testing.sample_order import (
    CREATED,
    fulfillment,
    handed_over,
    inr,
    item_cancellation,
    outcome_of,
    payment,
    refund,
)
from tests.support.untouched import nothing_changes
from tests.support.use_case_world import World, reachable

STEPS = ("get_order validate_cancellation cancel_items send_notification invalidate_cache").split()
ONE_PASTA = RestockedItem("pasta", "sku-pasta", 1)


def cancel(
    request: ItemCancellationRequest | None = None, *, order_id: str = "ord_1", **fields: Any
) -> CancelItems:
    usual: dict[str, Any] = {"domain_id": "dom_1", "order_id": order_id, "by": "key:1"}
    return CancelItems(**usual | {"request": request or item_cancellation({"pasta": 1})} | fields)


EVERYTHING = cancel(
    item_cancellation({"pasta": 1}, refund=True, restock=True), notify_customer=True
)


@pytest.mark.parametrize("command", [cancel(), EVERYTHING], ids=["plain", "with everything"])
def test_the_steps_of_a_cancellation_of_units(command: CancelItems):
    world = World.of(reachable())

    with world.steps() as taken:
        world.cancel_items(command)

    assert taken.names == STEPS
    assert taken.versions == [1, 1, 1, 1, 2]


def test_units_are_taken_off_refunded_and_restocked():
    """Two pasta are 200 less 0.40 of the discount, so one is worth 99.80."""
    world = World.of(reachable("processing"))

    outcome = world.cancel_items(EVERYTHING).unwrap()

    order = outcome.order
    assert world.kept() == order
    assert (order.status, order.total) == ("processing", inr("150.20"))
    pasta = order.lines[0]
    assert (pasta.quantity, pasta.cancelled_quantity, pasta.cancelled_worth) == (
        2,
        1,
        inr("99.80"),
    )
    assert outcome.refund is not None
    assert (outcome.refund.id, outcome.refund.amount) == ("rfd_1", inr("99.80"))
    assert order.payment.refunds == (outcome.refund,)
    assert order.balance.units == 0
    assert outcome.restocked == (ONE_PASTA,)
    assert [item for _, _, item in world.store.committed.restocks] == [ONE_PASTA]


def test_the_refund_is_requested_from_the_provider():
    world = World.of(reachable())

    world.cancel_items(EVERYTHING)

    (request,) = world.refund_requests
    assert (request.message_id, request.version) == ("rfd_1", 2)
    assert request.data["amount"] == inr("99.80").amount


def test_a_cancellation_of_units_is_one_version_and_one_entry():
    world = World.of(reachable(fulfillments=(fulfillment(),)))

    after = world.cancel_items(EVERYTHING).unwrap().order

    (entry,) = after.timeline
    assert (entry.id, entry.type, entry.version) == ("evt_1", "order.items_cancelled", 2)
    assert (entry.from_, entry.to) == (None, None)
    assert [each.message_id for each in world.events] == ["evt_1"]
    assert world.cache.invalidations == [("ord_1", 2, 2)]


def test_a_plain_cancellation_moves_no_money_and_no_stock():
    world = World.of(reachable())

    outcome = world.cancel_items(cancel()).unwrap()

    assert (outcome.refund, outcome.restocked) == (None, ())
    assert outcome.order.payment == reachable().payment
    assert world.store.committed.restocks == []
    assert world.notifications == []
    assert world.refund_requests == []


@pytest.mark.parametrize("status", ["authorized", "pending"])
def test_no_refund_exists_without_captured_money(status: str):
    world = World.of(reachable(payment=payment(status)))

    outcome = world.cancel_items(EVERYTHING).unwrap()

    assert outcome.refund is None
    assert outcome.order.payment.refunds == ()
    assert world.refund_requests == []


def test_a_refund_is_limited_to_what_the_customer_is_owed():
    """Of 250, 200 are paid: 49.80 of the cancelled 99.80 were paid."""
    world = World.of(reachable(payment=payment("paid", 200)))

    outcome = world.cancel_items(EVERYTHING).unwrap()

    assert outcome.refund is not None
    assert outcome.refund.amount == inr("49.80")


def test_units_of_a_parcel_before_its_hand_over_stay():
    world = World.of(reachable(fulfillments=(fulfillment(id="sent", pasta=2),)))

    refused = world.cancel_items(EVERYTHING)

    assert outcome_of(refused) == "quantity_exceeds_remaining"


def test_the_rest_of_a_short_shipment_is_cancelled():
    sent = handed_over(fulfillment("delivered", pasta=1, soup=1))
    world = World.of(reachable("shipped", fulfillments=(sent,)))

    after = world.cancel_items(EVERYTHING).unwrap().order

    assert (after.fulfillment_status, after.remaining) == ("fulfilled", ())
    assert after.payment.refunded == inr("99.80")


def test_the_customer_is_notified_once_per_channel():
    world = World.of(reachable())

    world.cancel_items(EVERYTHING)

    posted = [(each.message_id, each.data["template"]) for each in world.notifications]
    assert posted == [("evt_1.email", "items_cancelled"), ("evt_1.sms", "items_cancelled")]
    assert world.kept().timeline[-1].notified == ("email", "sms")


def test_a_repetition_cancels_further_units():
    world = World.of(reachable())
    all_refunded = item_cancellation({"pasta": 1}, refund=True)

    amounts = [world.cancel_items(cancel(all_refunded)).unwrap().refund for _ in range(2)]

    assert [each and each.amount for each in amounts] == [inr("99.80"), inr("99.80")]
    assert outcome_of(world.cancel_items(cancel(all_refunded))) == "quantity_exceeds_remaining"


CANCELLED = reachable(
    "cancelled",
    cancellation=Cancellation(
        reason=CancelReason.FRAUD, at=CREATED, by="key:1", refund_id=None, restocked=False
    ),
)
REFUSED: list[tuple[Order, CancelItems, str]] = [
    (reachable(), cancel(order_id="ord_9"), "order_not_found"),
    (reachable(), cancel(domain_id="dom_2"), "order_not_found"),
    (reachable(), cancel(expected_versions=frozenset({2})), "version_mismatch"),
    (reachable(), cancel(item_cancellation({"pasta": 1}, "other")), "invalid_fields"),
    (reachable(), cancel(item_cancellation({"rice": 1})), "unknown_item"),
    (reachable(), cancel(item_cancellation({"pasta": 3})), "quantity_exceeds_remaining"),
    (reachable(), cancel(item_cancellation({"pasta": 2, "soup": 1})), "nothing_would_remain"),
    (CANCELLED, cancel(), "already_cancelled"),
    (
        reachable(),
        cancel(item_cancellation({"pasta": 1}, refund_amount="250.01")),
        "refund_exceeds_captured",
    ),
    (
        reachable(payment=payment("paid", 250, (refund(200, id="rfd_0"),))),
        cancel(item_cancellation({"pasta": 1}, refund_amount="50.01")),
        "refund_exceeds_captured",
    ),
]


@pytest.mark.parametrize(("order", "command", "code"), REFUSED, ids=lambda value: None)
def test_a_refusal_changes_nothing(order: Order, command: CancelItems, code: str):
    world = World.of(order)

    with nothing_changes(world):
        refused = world.cancel_items(command)

    assert outcome_of(refused) == code


def test_a_dry_run_returns_the_outcome_without_changes():
    command: dict[str, Any] = {"request": EVERYTHING.request, "notify_customer": True}
    world, other = World.of(reachable()), World.of(reachable())

    with nothing_changes(world), world.steps() as taken:
        tried = world.cancel_items(cancel(**command, dry_run=True))

    assert tried == other.cancel_items(cancel(**command))
    assert taken.names == STEPS[:-1]


def test_an_order_at_an_expected_version_loses_units():
    world = World.of(reachable())

    assert outcome_of(world.cancel_items(cancel(expected_versions=frozenset({1, 4})))) == "ok"
