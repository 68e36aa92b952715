from typing import Any

import pytest
from attrs import evolve

from seller_orders.application.commands.update_fulfillment import UpdateFulfillment
from seller_orders.domain.fulfillment import FulfillmentStatus
from seller_orders.domain.values import Tracking
from seller_orders.testing.sample_order import OLD_TRACKING, fulfillment, outcome_of
from tests.support.untouched import nothing_changes
from tests.support.use_case_world import World, reachable


def update(status: str | None = None, **fields: Any) -> UpdateFulfillment:
    usual: dict[str, Any] = {"domain_id": "dom_1", "order_id": "ord_1", "by": "key:1"}
    usual |= {"fulfillment_id": "ful_1", "status": status and FulfillmentStatus(status)}
    return UpdateFulfillment(**usual | fields)


def world_with(fulfillment_status: str = "pending", status: str = "pending") -> World:
    sent = fulfillment(fulfillment_status, pasta=2)
    return World.of(reachable(status, fulfillments=(sent, fulfillment("failed", id="ful_2"))))


def test_a_new_status_is_one_version_and_one_entry():
    world = world_with()

    outcome = world.update_fulfillment(update("in_transit")).unwrap()

    assert outcome.fulfillment.status == "in_transit"
    assert outcome.order.fulfillments[0] == outcome.fulfillment
    assert outcome.fulfillment.updated_at == world.clock.now()
    assert [(e.type, e.version, e.from_, e.to) for e in outcome.order.timeline] == [
        ("order.fulfillment_updated", 2, "pending", "in_transit")
    ]
    assert outcome.order.status == "pending"
    assert world.kept() == outcome.order
    assert world.cache.invalidations == [("ord_1", 2, 2)]


def test_a_cancelled_fulfillment_releases_its_units():
    """A second cancellation changes nothing."""
    world = world_with()

    first = world.update_fulfillment(update("cancelled")).unwrap()
    second = world.update_fulfillment(update("cancelled")).unwrap()

    assert first.order.fulfillment_status == "unfulfilled"
    assert first.order.timeline[-1].type == "order.fulfillment_cancelled"
    assert second == first
    assert world.kept().version == 2


@pytest.mark.parametrize("status", ["cancelled", "delivered", "refunded"])
def test_tracking_of_a_closed_order_can_be_corrected(status: str):
    """The timeline has the former tracking."""
    world = world_with("delivered", status)

    outcome = world.update_fulfillment(update(tracking={"awb": "NEW"})).unwrap()

    new = Tracking(awb="NEW", url=OLD_TRACKING.url)
    assert outcome.fulfillment.shipment.tracking == new
    assert outcome.fulfillment.status == "delivered"
    assert outcome.order.timeline[-1].data["previous_tracking"] == {
        "awb": OLD_TRACKING.awb,
        "tracking_url": OLD_TRACKING.url,
    }


def test_tracking_can_be_removed():
    world = world_with()

    outcome = world.update_fulfillment(update(tracking={"awb": None, "url": None})).unwrap()

    assert outcome.fulfillment.shipment.tracking == Tracking()


@pytest.mark.parametrize(
    "command", [update(), update("pending"), update(tracking={"awb": OLD_TRACKING.awb})]
)
def test_no_difference_is_no_change(command: UpdateFulfillment):
    world = world_with()
    before = world.store.committed

    outcome = world.update_fulfillment(command).unwrap()

    assert outcome.order == world.kept()
    assert world.store.committed == before


@pytest.mark.parametrize(
    ("fulfillment_status", "command", "code"),
    [
        ("pending", update("in_transit", order_id="ord_9"), "order_not_found"),
        ("pending", update("in_transit", domain_id="dom_2"), "order_not_found"),
        (
            "pending",
            update("in_transit", expected_versions=frozenset({2})),
            "version_mismatch",
        ),
        ("pending", update("in_transit", fulfillment_id="ful_9"), "fulfillment_not_found"),
        ("in_transit", update("pending"), "transition_not_allowed"),
        ("delivered", update("cancelled"), "fulfillment_is_final"),
        ("failed", update("cancelled"), "fulfillment_is_final"),
        ("returned", update("delivered", tracking={"awb": "NEW"}), "fulfillment_is_final"),
    ],
)
def test_a_refusal_changes_nothing(fulfillment_status: str, command: Any, code: str):
    world = world_with(fulfillment_status)

    with nothing_changes(world):
        refused = world.update_fulfillment(command)

    assert outcome_of(refused) == code


@pytest.mark.parametrize(
    ("command", "template"),
    [
        (update("delivered"), "delivered"),
        (update("delivered", tracking={"awb": "NEW"}), "delivered"),
        (update(tracking={"awb": "NEW"}), "tracking_changed"),
        (update("in_transit", more_tracking=(Tracking(awb="NEW"),)), "tracking_changed"),
    ],
)
def test_deliveries_and_new_tracking_notify(command: UpdateFulfillment, template: str):
    world = world_with("in_transit")

    outcome = world.update_fulfillment(evolve(command, notify_customer=True)).unwrap()

    assert outcome.order.timeline[-1].notified == ("email", "sms")
    assert [(each.channel, each.data["template"]) for each in world.notifications] == [
        ("email", template),
        ("sms", template),
    ]


@pytest.mark.parametrize(
    "command",
    [
        update("in_transit"),
        update("in_transit", tracking={"awb": "NEW"}),
        update("failed"),
        update("cancelled"),
        update("pending"),
    ],
)
def test_other_changes_notify_nobody(command: UpdateFulfillment):
    world = world_with()

    outcome = world.update_fulfillment(evolve(command, notify_customer=True)).unwrap()

    assert world.notifications == []
    assert not [each for each in outcome.order.timeline if each.notified]


def test_nobody_is_notified_unless_requested():
    world = world_with()

    world.update_fulfillment(update("delivered"))

    assert world.notifications == []
