"""Every change is one version and exactly one event."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from seller_orders.application.commands.add_comment import AddComment
from seller_orders.application.commands.assign_order import AssignOrder
from seller_orders.application.commands.bulk_actions import (
    AddTags,
    CancelRemainingItems,
    FulfillRemaining,
    PlaceHold,
    SetAssignee,
    SetStatus,
)
from seller_orders.application.commands.bulk_update import BulkUpdate
from seller_orders.application.commands.cancel_items import CancelItems
from seller_orders.application.commands.cancel_order import CancelOrder
from seller_orders.application.commands.create_fulfillment import CreateFulfillment
from seller_orders.application.commands.create_refund import CreateRefund
from seller_orders.application.commands.hold_order import HoldOrder
from seller_orders.application.commands.update_fulfillment import UpdateFulfillment
from seller_orders.application.commands.update_payment import UpdatePayment
from seller_orders.application.commands.update_refund import UpdateRefund
from seller_orders.application.commands.update_status import UpdateStatus
from seller_orders.application.events.payload import order_summary
from seller_orders.application.outbox_messages import Channel, Message
from seller_orders.domain.cancellation import CancelReason
from seller_orders.domain.comment import CommentVisibility
from seller_orders.domain.fulfillment import FulfillmentStatus, Shipment
from seller_orders.domain.hold import HoldReason
from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.payment import PaymentStatus, RefundStatus
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.timeline import ChangeType
from seller_orders.testing.sample_order import (
    cancellation_request,
    fulfillment,
    hold_request,
    item_cancellation,
    payment,
    refund,
)
from tests.support.event_payload import without_payload
from tests.support.use_case_world import World, reachable

ORDER: dict[str, Any] = {"domain_id": "dom_1", "order_id": "ord_1", "by": "key:1"}
BULK: dict[str, Any] = {"domain_id": "dom_1", "order_ids": ("ord_1",), "by": "key:1"}
SHIPPED, IN_TRANSIT = OrderStatus.SHIPPED, FulfillmentStatus.IN_TRANSIT
ONE_SOUP = Shipment(items=(ItemQuantity("soup", 1),))

# An action, the type of its change, and the data of its event.
CHANGES: dict[str, tuple[str, Any, str, dict[str, Any]]] = {
    "status": (
        "update_status",
        UpdateStatus(**ORDER, status=SHIPPED, note="On its way"),
        "status_changed",
        {"from": "pending", "to": "shipped", "note": "On its way"},
    ),
    "fulfill": (
        "create_fulfillment",
        CreateFulfillment(**ORDER, shipment=ONE_SOUP),
        "fulfillment_created",
        {"to": "pending", "fulfillment_id": "ful_1"},
    ),
    "move": (
        "update_fulfillment",
        UpdateFulfillment(**ORDER, fulfillment_id="sent", status=IN_TRANSIT),
        "fulfillment_updated",
        {"from": "pending", "to": "in_transit", "fulfillment_id": "sent"},
    ),
    "cancel a fulfillment": (
        "update_fulfillment",
        UpdateFulfillment(**ORDER, fulfillment_id="sent", status=FulfillmentStatus.CANCELLED),
        "fulfillment_cancelled",
        {"from": "pending", "to": "cancelled", "fulfillment_id": "sent"},
    ),
    "cancel": (
        "cancel_order",
        CancelOrder(**ORDER, request=cancellation_request(restock=True, refund=True)),
        "cancelled",
        {
            "from": "pending",
            "to": "cancelled",
            "reason": "fraud",
            "refund_id": "rfd_1",
            "restocked": True,
            "restocked_items": [
                {"id": "pasta", "sku": "sku-pasta", "quantity": 2},
                {"id": "soup", "sku": "sku-soup", "quantity": 1},
            ],
            "cancelled_fulfillments": ["sent"],
        },
    ),
    "cancel items": (
        "cancel_items",
        CancelItems(
            **ORDER, request=item_cancellation({"pasta": 1}, "fraud", refund=True, restock=True)
        ),
        "items_cancelled",
        {
            "reason": "fraud",
            "refund_id": "rfd_1",
            "restock": True,
            "items": [{"id": "pasta", "quantity": 1, "worth": Decimal("99.80")}],
            "restocked_items": [{"id": "pasta", "sku": "sku-pasta", "quantity": 1}],
        },
    ),
    "hold": (
        "hold_order",
        HoldOrder(**ORDER, request=hold_request(items=("soup",), handle="risk-7")),
        "held",
        {
            "hold_id": "hld_1",
            "reason": "fraud_risk",
            "items": ["soup"],
            "until": None,
            "handle": "risk-7",
        },
    ),
    "bulk hold": (
        "bulk_update",
        BulkUpdate(**BULK, action=PlaceHold(reason=HoldReason.OTHER)),
        "held",
        {"hold_id": "hld_1", "reason": "other", "items": [], "until": None, "handle": None},
    ),
    "comment": (
        "add_comment",
        AddComment(**ORDER, text="Call first", visibility=CommentVisibility.CUSTOMER),
        "commented",
        {"text": "Call first", "visibility": "customer"},
    ),
    "assign": (
        "assign_order",
        AssignOrder(**ORDER, user_id="usr_2"),
        "assigned",
        {"previous": "usr_1", "assignee": "usr_2"},
    ),
    "pay": (
        "update_payment",
        UpdatePayment(**ORDER, status=PaymentStatus.PAID, amount_captured=Decimal("249.5")),
        "payment_updated",
        {"from": "paid", "to": "paid", "captured": Decimal("249.5")},
    ),
    "refund": (
        "create_refund",
        CreateRefund(**ORDER, amount=Decimal("12.5")),
        "refund_created",
        {"to": "pending", "refund_id": "rfd_1"},
    ),
    "settle a refund": (
        "update_refund",
        UpdateRefund(**ORDER, refund_id="asked", status=RefundStatus.FAILED),
        "refund_updated",
        {"from": "pending", "to": "failed", "refund_id": "asked"},
    ),
    "bulk status": (
        "bulk_update",
        BulkUpdate(**BULK, action=SetStatus(status=SHIPPED)),
        "status_changed",
        {"from": "pending", "to": "shipped"},
    ),
    "bulk tags": (
        "bulk_update",
        BulkUpdate(**BULK, action=AddTags(("vip",))),
        "tags_changed",
        {"added": ["vip"], "removed": []},
    ),
    "bulk assign": (
        "bulk_update",
        BulkUpdate(**BULK, action=SetAssignee(None)),
        "assigned",
        {"previous": "usr_1", "assignee": None},
    ),
    "bulk fulfill": (
        "bulk_update",
        BulkUpdate(**BULK, action=FulfillRemaining()),
        "fulfillment_created",
        {"to": "pending", "fulfillment_id": "ful_1"},
    ),
    "bulk items cancel": (
        "bulk_update",
        BulkUpdate(**BULK, action=CancelRemainingItems(reason=CancelReason.OUT_OF_STOCK)),
        "items_cancelled",
        {
            "reason": "out_of_stock",
            "refund_id": None,
            "restock": False,
            "items": [
                {"id": "pasta", "quantity": 1, "worth": Decimal("99.80")},
                {"id": "soup", "quantity": 1, "worth": Decimal("50.40")},
            ],
        },
    ),
}
EACH_CHANGE = pytest.mark.parametrize(
    ("operation", "command", "type", "facts"), CHANGES.values(), ids=CHANGES
)


@pytest.fixture
def world() -> World:
    sent = fulfillment("pending", "sent", pasta=1)
    paid = payment("paid", 200, (refund(20, id="asked"),))
    return World.of(reachable(fulfillments=(sent,), payment=paid, assignee="usr_1", version=7))


def operate(world: World, operation: str, command: Any) -> Any:
    handler: Callable[[Any], Any] = getattr(world, operation)
    return handler(command).unwrap()


@EACH_CHANGE
def test_a_change_is_one_version_and_one_event(
    world: World, operation: str, command: Any, type: str, facts: dict[str, Any]
):
    operate(world, operation, command)

    (entry,) = world.kept().timeline
    assert (world.kept().version, entry.version, entry.type) == (8, 8, f"order.{type}")
    [event] = world.events
    assert event.data["order"] == order_summary(world.kept())
    assert [evolve(event, data=without_payload(event.data))] == [
        Message(
            message_id=entry.id,
            domain_id="dom_1",
            order_id="ord_1",
            channel=Channel.EVENT,
            about=ChangeType(f"order.{type}"),
            version=8,
            created_at=world.clock.now(),
            data={"from": None, "to": None, "note": None, "by": "key:1"} | facts,
        )
    ]


@EACH_CHANGE
def test_the_cache_is_invalidated_once_after_the_commit(
    world: World, operation: str, command: Any, type: str, facts: dict[str, Any]
):
    world.cache_order()

    operate(world, operation, command)

    assert world.cache.invalidations == [("ord_1", 8, 8)]
    assert not world.is_cached()


def test_no_change_is_no_event(world: World):
    operate(world, "update_status", UpdateStatus(**ORDER, status=OrderStatus.PENDING))
    operate(world, "update_fulfillment", UpdateFulfillment(**ORDER, fulfillment_id="sent"))
    operate(world, "update_payment", UpdatePayment(**ORDER, status=PaymentStatus.PAID))
    pending = UpdateRefund(**ORDER, refund_id="asked", status=RefundStatus.PENDING)
    operate(world, "update_refund", pending)
    operate(world, "bulk_update", BulkUpdate(**BULK, action=AddTags(())))
    operate(world, "assign_order", AssignOrder(**ORDER, user_id="usr_1"))
    operate(world, "bulk_update", BulkUpdate(**BULK, action=SetAssignee("usr_1")))

    assert world.events == []
    assert world.kept().version == 7


def test_a_refusal_is_no_event(world: World):
    world.update_status(UpdateStatus(**ORDER, status=SHIPPED, expected_versions=frozenset({1})))

    assert world.events == []
