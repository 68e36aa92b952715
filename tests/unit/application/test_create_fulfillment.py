from typing import Any

import pytest
from returns.pipeline import is_successful

from seller_orders.application.commands.create_fulfillment import CreateFulfillment
from seller_orders.domain.fulfillment import Shipment
from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.refusals import UnknownProvider
from seller_orders.domain.values import Tracking
from seller_orders.testing.sample_order import fulfillment, outcome_of, refusal_of
from tests.support.untouched import nothing_changes
from tests.support.use_case_world import World, reachable

STEPS = (
    "validate_items create_shipment update_fulfillment_status send_notification invalidate_cache"
).split()
OWN_TRACKING = Tracking(awb="1Z", url="https://own.example/1Z")


def ship(*items: tuple[str, int], provider_id: str | None = None, **fields: Any) -> Any:
    shipment = Shipment(
        items=tuple(ItemQuantity(*item) for item in items or [("pasta", 1)]),
        tracking=OWN_TRACKING,
        provider_id=provider_id,
    )
    usual: dict[str, Any] = {"domain_id": "dom_1", "order_id": "ord_1", "by": "key:1"}
    return CreateFulfillment(**usual | {"shipment": shipment} | fields)


def test_the_steps_of_a_shipment():
    world = World.of(reachable())

    with world.steps() as taken:
        world.create_fulfillment(ship())

    assert taken.names == STEPS
    assert dict(zip(taken.names, taken.versions, strict=True))["invalidate_cache"] == 2


def test_a_shipment_is_one_version_and_one_entry():
    world = World.of(reachable())

    outcome = world.create_fulfillment(ship(("pasta", 2))).unwrap()

    after = outcome.order
    assert world.kept() == after
    assert after.fulfillments == (outcome.fulfillment,)
    assert (outcome.fulfillment.id, outcome.fulfillment.status) == ("ful_1", "pending")
    assert outcome.fulfillment.created_at == world.clock.now()
    assert after.fulfillment_status == "partial"
    assert after.status == "pending"
    assert after.version == 2
    assert [(e.type, e.version, e.data) for e in after.timeline] == [
        ("order.fulfillment_created", 2, {"fulfillment_id": "ful_1"})
    ]
    assert world.cache.invalidations == [("ord_1", 2, 2)]


def test_several_shipments_never_exceed_the_order():
    world = World.of(reachable())

    first = world.create_fulfillment(ship(("pasta", 1)))
    second = world.create_fulfillment(ship(("pasta", 1), ("soup", 1)))
    third = world.create_fulfillment(ship(("soup", 1)))

    assert [outcome_of(each) for each in (first, second, third)] == [
        "ok",
        "ok",
        "quantity_exceeds_remaining",
    ]
    assert world.kept().fulfillment_status == "fulfilled"
    assert world.kept().version == 3


def test_units_of_a_failed_shipment_can_be_shipped_again():
    world = World.of(reachable(fulfillments=(fulfillment("failed", pasta=2),)))

    assert is_successful(world.create_fulfillment(ship(("pasta", 2))))


@pytest.mark.parametrize("notify", [True, False])
def test_a_customer_is_notified_only_on_request(notify: bool):
    world = World.of(reachable())

    world.create_fulfillment(ship(notify_customer=notify))

    posted = [(each.channel, each.about) for each in world.notifications]
    about = "order.fulfillment_created"
    assert posted == ([("email", about), ("sms", about)] if notify else [])


def test_tracking_is_the_requests_without_a_carrier():
    world = World.of(reachable())

    world.create_fulfillment(ship())

    assert world.kept().fulfillments[0].shipment.tracking == OWN_TRACKING
    assert world.carrier.asked == {}
    assert world.carrier_requests == []


def test_an_unknown_carrier_is_refused_by_name():
    world = World.of(reachable())

    with nothing_changes(world), world.steps() as taken:
        refused = world.create_fulfillment(ship(provider_id="slow"))

    refusal = refusal_of(refused)
    assert isinstance(refusal, UnknownProvider)
    assert refusal.problems[0].path == ("provider_id",)
    assert taken.names == STEPS[:1]


@pytest.mark.parametrize(
    ("status", "command", "code"),
    [
        ("pending", ship(order_id="ord_9"), "order_not_found"),
        ("pending", ship(domain_id="dom_2"), "order_not_found"),
        ("pending", ship(expected_versions=frozenset({2})), "version_mismatch"),
        ("delivered", ship(), "order_is_closed"),
        ("cancelled", ship(), "order_is_closed"),
        ("refunded", ship(), "order_is_closed"),
        ("pending", ship(("tea", 1)), "unknown_item"),
        ("pending", ship(("pasta", 1), ("pasta", 1)), "duplicate_item"),
        ("pending", ship(("pasta", 3)), "quantity_exceeds_remaining"),
        ("pending", ship(("pasta", 3), provider_id="slow"), "quantity_exceeds_remaining"),
    ],
)
def test_a_refusal_ends_the_steps_and_changes_nothing(
    status: str, command: CreateFulfillment, code: str
):
    world = World.of(reachable(status))

    with nothing_changes(world), world.steps() as taken:
        refused = world.create_fulfillment(command)

    assert outcome_of(refused) == code
    assert taken.names == STEPS[:1]


@pytest.mark.parametrize("versions", [frozenset({1}), frozenset({1, 5})])
def test_an_order_at_an_expected_version_is_shipped(versions: frozenset[int]):
    world = World.of(reachable())

    assert outcome_of(world.create_fulfillment(ship(expected_versions=versions))) == "ok"


def test_a_dry_run_returns_the_outcome_without_changes():
    world, other = World.of(reachable()), World.of(reachable())

    with nothing_changes(world), world.steps() as taken:
        tried = world.create_fulfillment(ship(dry_run=True, notify_customer=True))

    assert tried == other.create_fulfillment(ship(notify_customer=True))
    assert taken.names[:4] == STEPS[:4]


def test_a_dry_run_books_nothing():
    world = World.of(reachable())

    with nothing_changes(world):
        tried = world.create_fulfillment(ship(provider_id="fast", dry_run=True))

    assert outcome_of(tried) == "ok"


def test_a_dry_run_refuses_like_the_call():
    world = World.of(reachable())

    tried = world.create_fulfillment(ship(("pasta", 3), dry_run=True))

    assert tried == world.create_fulfillment(ship(("pasta", 3)))
