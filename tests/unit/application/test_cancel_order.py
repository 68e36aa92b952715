from typing import Any

import pytest

from seller_orders.application.commands.cancel_order import CancelOrder
from seller_orders.domain.cancellation import CancellationRequest
from seller_orders.domain.line_item import RestockedItem
from seller_orders.domain.order import Order
from seller_orders.domain.transition_rules import FORWARD
from seller_orders.testing.sample_order import (
    cancellation_request,
    fulfillment,
    inr,
    outcome_of,
    payment,
    refund,
)
from tests.support.untouched import nothing_changes
from tests.support.use_case_world import World, installed, reachable

STEPS = (
    "get_order validate_cancellation set_cancelled restore_inventory cancel_fulfillments"
    " send_notification invalidate_cache"
).split()
ALL_UNITS = (RestockedItem("pasta", "sku-pasta", 2), RestockedItem("soup", "sku-soup", 1))


def cancel(
    request: CancellationRequest | None = None, *, order_id: str = "ord_1", **fields: Any
) -> CancelOrder:
    usual: dict[str, Any] = {"domain_id": "dom_1", "order_id": order_id, "by": "key:1"}
    return CancelOrder(**usual | {"request": request or cancellation_request()} | fields)


EVERYTHING = cancel(cancellation_request(refund=True, restock=True), notify_customer=True)


@pytest.mark.parametrize("command", [cancel(), EVERYTHING], ids=["plain", "with everything"])
def test_the_steps_of_a_cancellation(command: CancelOrder):
    """Steps without effect are also taken."""
    world = World.of(reachable())

    with world.steps() as taken:
        world.cancel_order(command)

    assert taken.names == STEPS
    assert dict(zip(taken.names, taken.versions, strict=True))["invalidate_cache"] == 2


def test_cancel_refunds_restocks_and_cancels_shipments():
    sent = (fulfillment("pending", "ful_a"), fulfillment("failed", "ful_b"))
    world = World.of(reachable("processing", fulfillments=sent))

    outcome = world.cancel_order(EVERYTHING).unwrap()

    order = outcome.order
    assert world.kept() == order
    assert order.status == "cancelled"
    assert order.cancellation is not None
    assert outcome.refund is not None
    assert (outcome.refund.id, outcome.refund.amount) == ("rfd_1", inr(250))
    assert order.payment.refunds == (outcome.refund,)
    assert order.cancellation.refund_id == "rfd_1"
    assert outcome.restocked == ALL_UNITS
    assert tuple(item for _, _, item in world.store.committed.restocks) == ALL_UNITS
    assert outcome.cancelled_fulfillments == ("ful_a",)
    assert [each.status for each in order.fulfillments] == ["cancelled", "failed"]


def test_a_cancellation_is_one_version_and_one_entry():
    world = World.of(reachable(fulfillments=(fulfillment(),)))

    after = world.cancel_order(EVERYTHING).unwrap().order

    assert after.version == 2
    assert [(e.id, e.type, e.version, e.from_, e.to) for e in after.timeline] == [
        ("evt_1", "order.cancelled", 2, "pending", "cancelled")
    ]
    assert world.cache.invalidations == [("ord_1", 2, 2)]


def test_a_plain_cancellation_moves_no_money_and_no_stock():
    world = World.of(reachable())

    outcome = world.cancel_order(cancel()).unwrap()

    assert (outcome.refund, outcome.restocked, outcome.cancelled_fulfillments) == (None, (), ())
    assert outcome.order.payment == reachable().payment
    assert world.store.committed.restocks == []
    assert world.notifications == []


def test_a_part_of_the_money_can_be_refunded():
    world = World.of(reachable(payment=payment("paid", 250, (refund(100, id="rfd_0"),))))

    outcome = world.cancel_order(cancel(cancellation_request(refund_amount="50"))).unwrap()

    assert outcome.refund is not None
    assert outcome.refund.amount == inr(50)
    assert outcome.order.payment.refunded == inr(150)


def test_the_customer_is_notified_once_per_channel():
    world = World.of(reachable())

    world.cancel_order(EVERYTHING)

    posted = [(each.message_id, each.about) for each in world.notifications]
    about = "order.cancelled"
    assert posted == [("evt_1.email", about), ("evt_1.sms", about)]


def test_cancel_completes_an_order_of_status_cancelled():
    world = World.of(reachable("cancelled"))

    completed = world.cancel_order(EVERYTHING).unwrap()
    again = world.cancel_order(EVERYTHING)

    assert completed.refund is not None
    assert completed.restocked == ALL_UNITS
    assert outcome_of(again) == "already_cancelled"
    assert len(world.kept().payment.refunds) == 1
    assert world.kept().version == 2


REFUSED: list[tuple[Order, CancelOrder, str, int]] = [
    (reachable(), cancel(order_id="ord_9"), "order_not_found", 1),
    (reachable(), cancel(domain_id="dom_2"), "order_not_found", 1),
    (reachable(), cancel(expected_versions=frozenset({2})), "version_mismatch", 1),
    (reachable(), cancel(cancellation_request("other")), "invalid_fields", 2),
    (reachable("delivered"), cancel(), "already_delivered", 2),
    (reachable("shipped"), cancel(), "already_shipped", 2),
    (reachable(fulfillments=(fulfillment("in_transit"),)), cancel(), "already_shipped", 2),
    (reachable("refunded"), cancel(), "transition_not_allowed", 2),
    (reachable(payment=payment("pending")), EVERYTHING, "payment_not_refundable", 2),
    (
        reachable(),
        cancel(cancellation_request(refund_amount="250.01")),
        "refund_exceeds_captured",
        2,
    ),
]


@pytest.mark.parametrize(("order", "command", "code", "steps"), REFUSED, ids=lambda value: None)
def test_a_refusal_ends_the_steps_and_changes_nothing(
    order: Order, command: CancelOrder, code: str, steps: int
):
    world = World.of(order, settings=installed(transitions=FORWARD))

    with nothing_changes(world), world.steps() as taken:
        refused = world.cancel_order(command)

    assert outcome_of(refused) == code
    assert taken.names == STEPS[:steps]


def test_a_dry_run_returns_the_outcome_without_changes():
    command: dict[str, Any] = {"request": EVERYTHING.request, "notify_customer": True}
    order = reachable(fulfillments=(fulfillment(),))
    world, other = World.of(order), World.of(order)

    with nothing_changes(world), world.steps() as taken:
        tried = world.cancel_order(cancel(**command, dry_run=True))

    assert tried == other.cancel_order(cancel(**command))
    assert taken.names[:6] == STEPS[:6]


def test_an_order_at_an_expected_version_is_cancelled():
    world = World.of(reachable())

    assert outcome_of(world.cancel_order(cancel(expected_versions=frozenset({1, 4})))) == "ok"
