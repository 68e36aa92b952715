from typing import Any

import pytest
from returns.pipeline import is_successful

from seller_orders.application.commands.bulk_actions import SetStatus
from seller_orders.application.commands.bulk_update import BulkUpdate
from seller_orders.application.commands.cancel_order import CancelOrder
from seller_orders.application.commands.create_fulfillment import CreateFulfillment
from seller_orders.application.commands.update_status import UpdateStatus
from seller_orders.application.effects import DeliverNotification
from seller_orders.application.messages import Channel, Template
from seller_orders.application.ports.notification_sender import Notification
from seller_orders.application.ports.outbox import UndeliverableError
from seller_orders.domain.cancellation import CancellationRequest, CancelReason
from seller_orders.domain.fulfillment import Shipment
from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.status import OrderStatus
from tests.contracts.steps import message
from tests.fakes.notification_sender import CollectingSender
from tests.unit.application.world import World, reachable

OF_ONE: Any = {"domain_id": "dom_1", "order_id": "ord_1", "by": "key:1"}


def told(world: World) -> Notification:
    """Deliver the one notification that waits, by mail, and return what was sent."""
    sender = CollectingSender()
    (by_mail,) = (each for each in world.notifications if each.channel is Channel.EMAIL)
    DeliverNotification(reader=world.reader, sender=sender)(by_mail)
    (sent,) = sender.sent
    assert sent.message_id == by_mail.message_id
    return sent


def test_a_status_change_is_told_as_that():
    world = World.of(reachable())
    command = UpdateStatus(status=OrderStatus.SHIPPED, notify_customer=True, **OF_ONE)
    assert is_successful(world.update_status(command))

    sent = told(world)

    assert sent.template is Template.STATUS_CHANGE
    assert (sent.change.from_, sent.change.to) == ("pending", "shipped")
    assert (sent.fulfillment, sent.refund) == (None, None)


def test_a_fulfillment_is_told_as_that_and_names_the_fulfillment():
    world = World.of(reachable())
    shipment = Shipment(items=(ItemQuantity("pasta", 1),))
    command = CreateFulfillment(shipment=shipment, notify_customer=True, **OF_ONE)
    done = world.create_fulfillment(command).unwrap()

    sent = told(world)

    assert sent.template is Template.FULFILLMENT
    assert sent.fulfillment == done.fulfillment


def test_a_cancellation_is_told_as_that_and_names_the_refund():
    world = World.of(reachable())
    request = CancellationRequest(reason=CancelReason.FRAUD, refund=True)
    done = world.cancel_order(CancelOrder(request=request, notify_customer=True, **OF_ONE)).unwrap()

    sent = told(world)

    assert sent.template is Template.CANCELLATION
    assert sent.refund == done.refund is not None


def test_what_is_done_in_bulk_is_told_as_that():
    world = World.of(reachable())
    action = SetStatus(status=OrderStatus.CONFIRMED, notify_customers=True)
    world.bulk_update(
        BulkUpdate(domain_id="dom_1", order_ids=("ord_1",), by="key:1", action=action)
    )

    assert told(world).template is Template.BULK


def test_the_order_is_told_of_as_it_stands_by_then():
    world = World.of(reachable())
    command = UpdateStatus(status=OrderStatus.PROCESSING, notify_customer=True, **OF_ONE)
    world.update_status(command)
    world.update_status(UpdateStatus(status=OrderStatus.SHIPPED, **OF_ONE))

    sent = told(world)

    assert (sent.change.to, sent.order.status) == ("processing", "shipped")


def test_an_order_that_is_gone_is_told_of_to_nobody():
    deliver = DeliverNotification(reader=World().reader, sender=CollectingSender())
    of_none = message("evt_9.email", channel=Channel.EMAIL)

    with pytest.raises(UndeliverableError):
        deliver(of_none)
