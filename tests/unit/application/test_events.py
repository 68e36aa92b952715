"""Every change is one version and exactly one event; what changes nothing has none."""

from collections.abc import Callable
from typing import Any

import pytest

from seller_orders.application.commands.bulk_actions import AddTags, FulfillRemaining, SetStatus
from seller_orders.application.commands.bulk_update import BulkUpdate
from seller_orders.application.commands.cancel_order import CancelOrder
from seller_orders.application.commands.create_fulfillment import CreateFulfillment
from seller_orders.application.commands.update_fulfillment import UpdateFulfillment
from seller_orders.application.commands.update_payment import UpdatePayment
from seller_orders.application.commands.update_status import UpdateStatus
from seller_orders.application.messages import OrderEvent
from seller_orders.domain.fulfillment import FulfillmentStatus, Shipment
from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.payment import PaymentStatus
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.timeline import ChangeType
from tests.unit.application.world import World, reachable
from tests.unit.domain.samples import cancellation_request, fulfillment, payment

ORDER: dict[str, Any] = {"domain_id": "dom_1", "order_id": "ord_1", "by": "key:1"}
BULK: dict[str, Any] = {"domain_id": "dom_1", "order_ids": ("ord_1",), "by": "key:1"}
SHIPPED, IN_TRANSIT = OrderStatus.SHIPPED, FulfillmentStatus.IN_TRANSIT
ONE_SOUP = Shipment(items=(ItemQuantity("soup", 1),))

CHANGES: dict[str, tuple[str, Any, str]] = {
    "status": ("update_status", UpdateStatus(**ORDER, status=SHIPPED), "status_changed"),
    "fulfill": (
        "create_fulfillment",
        CreateFulfillment(**ORDER, shipment=ONE_SOUP),
        "fulfillment_created",
    ),
    "move": (
        "update_fulfillment",
        UpdateFulfillment(**ORDER, fulfillment_id="ful_1", status=IN_TRANSIT),
        "fulfillment_updated",
    ),
    "cancel a fulfillment": (
        "update_fulfillment",
        UpdateFulfillment(**ORDER, fulfillment_id="ful_1", status=FulfillmentStatus.CANCELLED),
        "fulfillment_cancelled",
    ),
    "cancel": (
        "cancel_order",
        CancelOrder(**ORDER, request=cancellation_request(restock=True)),
        "cancelled",
    ),
    "pay": ("update_payment", UpdatePayment(**ORDER, status=PaymentStatus.PAID), "payment_updated"),
    "bulk status": (
        "bulk_update",
        BulkUpdate(**BULK, action=SetStatus(status=SHIPPED)),
        "status_changed",
    ),
    "bulk tags": ("bulk_update", BulkUpdate(**BULK, action=AddTags(("vip",))), "tags_changed"),
    "bulk fulfill": (
        "bulk_update",
        BulkUpdate(**BULK, action=FulfillRemaining()),
        "fulfillment_created",
    ),
}
EACH_CHANGE = pytest.mark.parametrize(
    ("operation", "command", "type"), CHANGES.values(), ids=CHANGES
)


@pytest.fixture
def world() -> World:
    sent = fulfillment("pending", pasta=1)
    return World.of(reachable(fulfillments=(sent,), payment=payment("pending"), version=7))


def operate(world: World, operation: str, command: Any) -> Any:
    handler: Callable[[Any], Any] = getattr(world, operation)
    return handler(command).unwrap()


@EACH_CHANGE
def test_a_change_is_one_version_and_one_event(
    world: World, operation: str, command: Any, type: str
):
    operate(world, operation, command)

    (entry,) = world.kept().timeline
    assert (world.kept().version, entry.version, entry.type) == (8, 8, f"order.{type}")
    assert world.events == [
        OrderEvent(
            message_id=entry.id,
            domain_id="dom_1",
            order_id="ord_1",
            about=ChangeType(f"order.{type}"),
            version=8,
            created_at=world.clock.now(),
        )
    ]


@EACH_CHANGE
def test_the_cache_is_invalidated_once_after_the_commit(
    world: World, operation: str, command: Any, type: str
):
    world.cache_as_it_is()

    operate(world, operation, command)

    assert world.cache.invalidations == [("ord_1", 8, 8)]
    assert not world.is_cached()


def test_what_changes_nothing_is_no_event(world: World):
    operate(world, "update_status", UpdateStatus(**ORDER, status=OrderStatus.PENDING))
    operate(world, "update_fulfillment", UpdateFulfillment(**ORDER, fulfillment_id="ful_1"))
    operate(world, "update_payment", UpdatePayment(**ORDER, status=PaymentStatus.PENDING))
    operate(world, "bulk_update", BulkUpdate(**BULK, action=AddTags(())))

    assert world.events == []
    assert world.kept().version == 7


def test_a_refusal_is_no_event(world: World):
    world.update_status(UpdateStatus(**ORDER, status=SHIPPED, expected_versions=frozenset({1})))

    assert world.events == []
