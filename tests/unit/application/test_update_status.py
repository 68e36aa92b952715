from typing import Any

import pytest

from seller_orders.application.commands.update_status import UpdateStatus
from seller_orders.application.order_snapshot import OrderSnapshot
from seller_orders.application.outbox_messages import Channel, Message
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.timeline import ChangeType, TimelineEntry
from seller_orders.domain.transition_rules import FORWARD
from seller_orders.domain.values import Customer
from seller_orders.testing.sample_order import fulfillment, outcome_of
from tests.support.untouched import nothing_changes
from tests.support.use_case_world import World, installed, reachable

STEPS = "get_order validate_transition update_status send_notification invalidate_cache".split()


def to(status: str, **fields: Any) -> UpdateStatus:
    usual: dict[str, Any] = {"domain_id": "dom_1", "order_id": "ord_1", "by": "key:1"}
    return UpdateStatus(**usual | {"status": OrderStatus(status)} | fields)


def test_the_steps_of_a_change():
    world = World.of(reachable())

    with world.steps() as taken:
        world.update_status(to("processing"))

    assert taken.names == STEPS


def test_an_unchanged_status_takes_all_steps():
    world = World.of(reachable("processing"))

    with world.steps() as taken:
        world.update_status(to("processing"))

    assert taken.names == STEPS


def test_a_change_is_one_version_and_one_entry():
    world = World.of(reachable())

    after = world.update_status(to("processing", note="Paid by phone")).unwrap()

    assert after.status == "processing"
    assert after.version == 2
    assert after.timeline == (
        TimelineEntry(
            id="evt_1",
            type=ChangeType.STATUS_CHANGED,
            at=world.clock.now(),
            by="key:1",
            version=2,
            from_="pending",
            to="processing",
            note="Paid by phone",
        ),
    )
    assert world.kept() == after


def test_the_orders_own_status_changes_nothing():
    world = World.of(reachable("processing"))
    before = world.store.committed

    after = world.update_status(to("processing", notify_customer=True)).unwrap()

    assert after == reachable("processing")
    assert world.store.committed == before


def test_the_new_version_invalidates_after_the_commit():
    world = World.of(reachable())
    world.cache_order()

    with world.steps() as taken:
        world.update_status(to("processing"))

    assert dict(zip(taken.names, taken.versions, strict=True))["invalidate_cache"] == 2
    assert world.cache.invalidations == [("ord_1", 2, 2)]
    assert not world.is_cached()


def test_a_customer_is_notified_once_per_channel():
    world = World.of(reachable())

    after = world.update_status(to("shipped", notify_customer=True)).unwrap()

    assert after.timeline[-1].notified == ("email", "sms")
    assert world.notifications == [
        Message(
            message_id=f"evt_1.{channel}",
            domain_id="dom_1",
            order_id="ord_1",
            channel=channel,
            about=ChangeType.STATUS_CHANGED,
            version=2,
            created_at=world.clock.now(),
            data={"template": "status_change", "snapshot": OrderSnapshot.at(after, 2).facts()},
        )
        for channel in (Channel.EMAIL, Channel.SMS)
    ]


def test_no_customer_is_notified_unless_requested():
    world = World.of(reachable())

    after = world.update_status(to("shipped")).unwrap()

    assert after.timeline[-1].notified == ()
    assert world.notifications == []


@pytest.mark.parametrize(
    ("email", "phone", "channels", "notified_by"),
    [
        ("a@example.com", None, ["email", "sms"], ["email"]),
        (None, "+91", ["email", "sms"], ["sms"]),
        (None, None, ["email", "sms"], []),
        ("a@example.com", "+91", ["sms"], ["sms"]),
        (None, None, ["log"], ["log"]),
    ],
)
def test_only_reachable_channels_notify_the_customer(
    email: str | None, phone: str | None, channels: list[str], notified_by: list[str]
):
    customer = Customer(id="cus_1", name="Anjali", email=email, phone=phone)
    world = World.of(reachable(customer=customer), channels=tuple(map(Channel, channels)))

    after = world.update_status(to("shipped", notify_customer=True)).unwrap()

    assert list(after.timeline[-1].notified) == notified_by
    assert [message.channel for message in world.notifications] == notified_by


@pytest.mark.parametrize(
    ("status", "command", "code", "steps"),
    [
        ("pending", to("shipped", order_id="ord_9"), "order_not_found", STEPS[:1]),
        ("pending", to("shipped", domain_id="dom_2"), "order_not_found", STEPS[:1]),
        (
            "pending",
            to("shipped", expected_versions=frozenset({2})),
            "version_mismatch",
            STEPS[:1],
        ),
        ("cancelled", to("cancelled"), "order_is_closed", STEPS[:2]),
        ("shipped", to("pending"), "transition_not_allowed", STEPS[:2]),
    ],
)
def test_a_refusal_ends_the_steps_and_changes_nothing(
    status: str, command: UpdateStatus, code: str, steps: list[str]
):
    world = World.of(reachable(status), settings=installed(transitions=FORWARD))

    with nothing_changes(world), world.steps() as taken:
        refused = world.update_status(command)

    assert outcome_of(refused) == code
    assert taken.names == steps


@pytest.mark.parametrize("expected", [frozenset({1}), frozenset({1, 7}), None])
def test_an_order_at_an_expected_version_is_changed(expected: frozenset[int] | None):
    world = World.of(reachable())

    assert outcome_of(world.update_status(to("shipped", expected_versions=expected))) == "ok"
    assert world.kept().status == "shipped"


def test_an_empty_set_expects_no_version():
    world = World.of(reachable())

    refused = world.update_status(to("shipped", expected_versions=frozenset()))

    assert outcome_of(refused) == "version_mismatch"


def test_a_dry_run_returns_the_outcome_without_changes():
    command: dict[str, Any] = {"status": "cancelled", "note": "n", "notify_customer": True}
    order = reachable(fulfillments=(fulfillment(),))
    world, other = World.of(order), World.of(order)

    with nothing_changes(world), world.steps() as taken:
        tried = world.update_status(to(**command, dry_run=True))

    assert tried == other.update_status(to(**command))
    assert taken.names[:4] == STEPS[:4]


def test_status_cancelled_moves_no_money_and_no_stock():
    world = World.of(reachable(fulfillments=(fulfillment(),)))

    after = world.update_status(to("cancelled")).unwrap()

    assert [each.status for each in after.fulfillments] == ["cancelled"]
    assert after.payment == reachable().payment
    assert after.cancellation is None
    assert world.store.committed.restocks == []
