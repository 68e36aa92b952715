from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from returns.pipeline import is_successful

from seller_orders.application.commands.bulk_actions import SetStatus
from seller_orders.application.commands.bulk_update import BulkUpdate
from seller_orders.application.commands.cancel_items import CancelItems
from seller_orders.application.commands.cancel_order import CancelOrder
from seller_orders.application.commands.create_fulfillment import (
    CreateFulfillment,
    FulfilledOrder,
)
from seller_orders.application.commands.create_refund import CreateRefund
from seller_orders.application.commands.deliver_messages import DeliverMessages
from seller_orders.application.commands.update_fulfillment import UpdateFulfillment
from seller_orders.application.commands.update_refund import UpdateRefund
from seller_orders.application.commands.update_status import UpdateStatus
from seller_orders.application.message_factory import notifications_of
from seller_orders.application.message_handlers.notification import DeliverNotification
from seller_orders.application.order_snapshot import OrderSnapshot
from seller_orders.application.outbox_messages import Channel, Message, Template
from seller_orders.application.ports.notification_sender import Notification
from seller_orders.application.ports.outbox import (
    DeferDeliveryError,
    DeliveryError,
    UndeliverableError,
)
from seller_orders.domain.cancellation import CancellationRequest, CancelReason
from seller_orders.domain.fulfillment import FulfillmentStatus, Shipment
from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.payment import RefundStatus
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.timeline import Fact
from seller_orders.domain.values import Tracking
from seller_orders.testing.fakes.notification_sender import CollectingSender
from seller_orders.testing.sample_order import fulfillment, item_cancellation, payment
from seller_orders.testing.store_steps import message
from tests.support.returned_orders import moved_return, with_return
from tests.support.use_case_world import World, reachable

OF_ONE: Any = {"domain_id": "dom_1", "order_id": "ord_1", "by": "key:1"}


def deliver_by_mail(world: World) -> Notification:
    """Deliver the waiting notification by e-mail and return it."""
    sender = CollectingSender()
    (by_mail,) = (each for each in world.notifications if each.channel is Channel.EMAIL)
    deliver(world, sender, by_mail)
    (sent,) = sender.sent
    assert sent.message_id == by_mail.message_id
    return sent


def deliver(world: World, sender: CollectingSender, message: Message) -> None:
    DeliverNotification(reader=world.reader, sender=sender, clock=world.clock)(message)


def test_a_status_change_uses_its_template():
    world = World.of(reachable())
    command = UpdateStatus(status=OrderStatus.SHIPPED, notify_customer=True, **OF_ONE)
    assert is_successful(world.update_status(command))

    sent = deliver_by_mail(world)

    assert sent.template is Template.STATUS_CHANGE
    assert (sent.change.from_, sent.change.to) == ("pending", "shipped")
    assert (sent.fulfillment, sent.refund) == (None, None)


def test_a_fulfillment_uses_its_template():
    world = World.of(reachable())
    shipment = Shipment(items=(ItemQuantity("pasta", 1),))
    command = CreateFulfillment(shipment=shipment, notify_customer=True, **OF_ONE)
    done = world.create_fulfillment(command).unwrap()

    sent = deliver_by_mail(world)

    assert sent.template is Template.FULFILLMENT
    assert sent.fulfillment == done.fulfillment


def test_a_cancellation_uses_its_template():
    world = World.of(reachable())
    request = CancellationRequest(reason=CancelReason.FRAUD, refund=True)
    done = world.cancel_order(CancelOrder(request=request, notify_customer=True, **OF_ONE)).unwrap()

    sent = deliver_by_mail(world)

    assert sent.template is Template.CANCELLATION
    assert sent.refund == done.refund is not None


def test_a_cancellation_of_units_uses_its_template():
    world = World.of(reachable())
    request = item_cancellation({"pasta": 1}, refund=True)
    done = world.cancel_items(CancelItems(request=request, notify_customer=True, **OF_ONE)).unwrap()

    sent = deliver_by_mail(world)

    assert sent.template is Template.ITEMS_CANCELLED
    assert sent.refund == done.refund is not None
    assert (sent.snapshot.cancelled, sent.snapshot.remaining) == (
        {"pasta": 1},
        {"pasta": 1, "soup": 1},
    )


def test_a_refund_uses_its_template():
    world = World.of(reachable())
    command = CreateRefund(amount=Decimal(70), notify_customer=True, **OF_ONE)
    done = world.create_refund(command).unwrap()

    sent = deliver_by_mail(world)

    assert sent.template is Template.REFUND
    assert sent.refund == done.refund is not None
    assert sent.snapshot.refund == 70
    assert not sent.snapshot.credited


def test_a_refund_that_failed_meanwhile_is_not_notified():
    world = World.of(reachable())
    command = CreateRefund(amount=Decimal(70), notify_customer=True, **OF_ONE)
    world.create_refund(command)
    failed = UpdateRefund(refund_id="rfd_1", status=RefundStatus.FAILED, **OF_ONE)
    assert is_successful(world.update_refund(failed))

    with pytest.raises(UndeliverableError, match="failed"):
        deliver_by_mail(world)


def test_later_changes_of_units_are_left_out():
    world = World.of(reachable())
    request = item_cancellation({"pasta": 1}, refund=True)
    world.cancel_items(CancelItems(request=request, notify_customer=True, **OF_ONE))
    shipped(world, "pasta")
    world.create_refund(CreateRefund(amount=Decimal(5), **OF_ONE))
    settled = UpdateRefund(refund_id="rfd_1", status=RefundStatus.FAILED, **OF_ONE)
    assert is_successful(world.update_refund(settled))

    snapshot = deliver_by_mail(world).snapshot

    assert snapshot.remaining == {"pasta": 1, "soup": 1}
    assert (snapshot.refund, snapshot.refunded) == (Decimal("99.80"), Decimal("99.80"))
    assert snapshot.total == Decimal("150.20")


def test_a_fulfillment_id_may_be_a_python_word():
    world = World.of(reachable(fulfillments=(fulfillment(id="None"),)))
    command = UpdateStatus(status=OrderStatus.SHIPPED, notify_customer=True, **OF_ONE)
    world.update_status(command)

    assert deliver_by_mail(world).fulfillment is None


def test_a_bulk_update_uses_its_template():
    world = World.of(reachable())
    action = SetStatus(status=OrderStatus.CONFIRMED, notify_customers=True)
    world.bulk_update(
        BulkUpdate(domain_id="dom_1", order_ids=("ord_1",), by="key:1", action=action)
    )

    assert deliver_by_mail(world).template is Template.BULK


def test_a_notification_has_the_figures_of_its_change():
    world = World.of(reachable())
    shipped(world, "pasta", notify_customer=True)
    shipped(world, "soup")
    world.create_refund(CreateRefund(amount=Decimal(70), **OF_ONE))

    sent = deliver_by_mail(world)

    assert sent.snapshot.remaining == {"pasta": 1, "soup": 1}
    assert sent.snapshot.refunded == 0
    assert sent.order.payment.refunded.amount == 70


def test_figures_come_from_the_message_not_the_order():
    """This includes figures that the timeline cannot restore, such as a payment."""
    world = World.of(reachable(payment=payment("pending")))
    request = CancellationRequest(reason=CancelReason.OUT_OF_STOCK)
    world.cancel_order(CancelOrder(request=request, notify_customer=True, **OF_ONE))
    (by_mail,) = (each for each in world.notifications if each.channel is Channel.EMAIL)
    recorded = OrderSnapshot(
        ordered={"pasta": 9},
        remaining={},
        total=Decimal(9),
        captured=Decimal(8),
        refunded=Decimal(7),
    )
    data: dict[str, Fact] = {"template": "cancellation", "snapshot": recorded.facts()}
    sender = CollectingSender()

    deliver(world, sender, evolve(by_mail, data=data))

    assert [each.snapshot for each in sender.sent] == [recorded]


def test_an_older_releases_message_uses_the_timeline():
    world = World.of(reachable())
    shipped(world, "pasta", notify_customer=True)
    shipped(world, "soup")
    (by_mail,) = (each for each in world.notifications if each.channel is Channel.EMAIL)
    sender = CollectingSender()

    deliver(world, sender, evolve(by_mail, data={"template": by_mail.data["template"]}))

    assert sender.sent[0].snapshot.remaining == {"pasta": 1, "soup": 1}


def test_a_message_has_no_personal_data():
    world = World.of(reachable())
    shipped(world, "pasta", notify_customer=True)

    said = str([each.data for each in world.notifications])

    customer = reachable().customer
    assert world.notifications
    assert not [
        each for each in (customer.name, customer.email, customer.phone) if str(each) in said
    ]


def shipped(world: World, line_id: str, *, notify_customer: bool = False) -> None:
    shipment = Shipment(items=(ItemQuantity(line_id, 1),))
    command = CreateFulfillment(shipment=shipment, notify_customer=notify_customer, **OF_ONE)
    assert is_successful(world.create_fulfillment(command))


def test_a_missing_order_is_not_notified():
    of_none = message("evt_9.email", channel=Channel.EMAIL)

    with pytest.raises(UndeliverableError):
        deliver(World(), CollectingSender(), of_none)


def shipped_by_a_carrier(world: World) -> FulfilledOrder:
    shipment = Shipment(items=(ItemQuantity("pasta", 1),), provider_id="fast")
    command = CreateFulfillment(shipment=shipment, notify_customer=True, **OF_ONE)
    return world.create_fulfillment(command).unwrap()


def test_a_shipment_is_notified_after_its_booking():
    world = World.of(reachable())
    world.carrier.fails_with = DeliveryError("down")
    shipped_by_a_carrier(world)
    with pytest.raises(DeferDeliveryError):
        deliver_by_mail(world)

    world.carrier.fails_with = None
    world.clock.advance(seconds=30)
    world.deliver_messages(DeliverMessages(channels=(Channel.CARRIER,)))

    fulfillment = deliver_by_mail(world).fulfillment
    assert fulfillment is not None
    assert fulfillment.shipment.tracking.awb == "AWB-ful_1"


def test_an_unbooked_shipment_is_notified_eventually():
    world = World.of(reachable())
    world.carrier.fails_with = DeliveryError("down")
    shipped_by_a_carrier(world)

    world.clock.advance(seconds=599)
    with pytest.raises(DeferDeliveryError):
        deliver_by_mail(world)
    world.clock.advance(seconds=1)

    fulfillment = deliver_by_mail(world).fulfillment
    assert fulfillment is not None
    assert fulfillment.shipment.tracking.awb is None


def test_a_clock_set_back_does_not_prolong_the_wait():
    world = World.of(reachable())
    world.carrier.fails_with = DeliveryError("down")
    shipped_by_a_carrier(world)

    world.clock.advance(hours=-1)

    assert deliver_by_mail(world).fulfillment is not None


@pytest.mark.parametrize("ended", ["cancelled", "failed", "returned"])
def test_an_ended_shipment_is_not_notified(ended: str):
    world = World.of(reachable())
    done = shipped_by_a_carrier(world)
    status = FulfillmentStatus(ended)
    world.update_fulfillment(
        UpdateFulfillment(fulfillment_id=done.fulfillment.id, status=status, **OF_ONE)
    )

    with pytest.raises(UndeliverableError, match=ended):
        deliver_by_mail(world)


def test_a_delivery_uses_its_template():
    world = World.of(reachable(fulfillments=(fulfillment("in_transit", pasta=1),)))
    delivered = UpdateFulfillment(
        fulfillment_id="ful_1",
        status=FulfillmentStatus.DELIVERED,
        notify_customer=True,
        **OF_ONE,
    )
    world.update_fulfillment(delivered)
    shipped(world, "soup")

    sent = deliver_by_mail(world)

    assert sent.template is Template.DELIVERED
    assert (sent.snapshot.shipped, sent.snapshot.remaining) == (
        {"pasta": 1},
        {"pasta": 1, "soup": 1},
    )


def test_new_tracking_does_not_wait_for_a_booking():
    world = World.of(reachable())
    world.carrier.fails_with = DeliveryError("down")
    shipped_by_a_carrier(world)
    more = UpdateFulfillment(
        fulfillment_id="ful_1",
        more_tracking=(Tracking(awb="1Z2"),),
        notify_customer=True,
        **OF_ONE,
    )
    world.update_fulfillment(more)
    *_, by_mail = (each for each in world.notifications if each.channel is Channel.EMAIL)
    sender = CollectingSender()

    deliver(world, sender, by_mail)

    assert [each.template for each in sender.sent] == [Template.TRACKING_CHANGED]


@pytest.mark.parametrize(
    ("status", "is_sent"),
    [("approved", True), ("received", True), ("rejected", False), ("cancelled", False)],
)
def test_an_approval_that_was_withdrawn_is_not_notified(status: str, is_sent: bool):
    approved = moved_return(with_return(reachable(), pasta="unwanted"), "approved")
    world = World.of(moved_return(approved, status))
    sender = CollectingSender()
    (by_mail,) = notifications_of(approved, approved.version, ["email"]).unwrap()

    if is_sent:
        deliver(world, sender, by_mail)
    else:
        with pytest.raises(UndeliverableError, match=status):
            deliver(world, sender, by_mail)

    assert [each.template for each in sender.sent] == [Template.RETURN_APPROVED] * is_sent
