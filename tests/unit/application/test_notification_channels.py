"""Notification channels are open: a name, an address function and a sender."""

import pytest
from attrs import evolve

from seller_orders.application.commands.deliver_messages import DeliverMessages
from seller_orders.application.notification_channels import (
    NotificationChannel,
    reachable_by,
    standard_channel,
)
from seller_orders.application.outbox_messages import SYSTEM_CHANNELS, Channel
from seller_orders.bootstrap.notifications import embedded_channels
from seller_orders.domain.values import Customer
from seller_orders.testing.fakes.notification_sender import CollectingSender
from seller_orders.testing.store_steps import message
from tests.support.use_case_world import World

CUSTOMER = Customer(id="cus_1", name="Anjali", email="a@example.com", phone="+91")


def channel(name: str = "whatsapp") -> NotificationChannel:
    return NotificationChannel(
        name=name, address=lambda customer: customer.phone, sender=CollectingSender()
    )


@pytest.mark.parametrize("name", ["whatsapp", "a", "push_2", "x" * 20])
def test_a_channel_takes_a_short_name(name: str):
    assert channel(name).name == name


@pytest.mark.parametrize(
    "name", ["", "x" * 21, "WhatsApp", "2push", "a,b", "a b", "a\n", *SYSTEM_CHANNELS]
)
def test_a_channel_refuses_any_other_name(name: str):
    with pytest.raises(ValueError, match="channel"):
        channel(name)


@pytest.mark.parametrize("name", SYSTEM_CHANNELS)
def test_a_system_channel_takes_no_sender(name: Channel):
    with pytest.raises(ValueError, match="not a notification channel"):
        standard_channel(name, CollectingSender())


def test_only_a_customer_with_an_address_is_reached():
    channels = (channel(), standard_channel(Channel.EMAIL, CollectingSender()))

    assert reachable_by(CUSTOMER, channels) == ("whatsapp", "email")
    assert reachable_by(evolve(CUSTOMER, phone=None), channels) == ("email",)
    assert reachable_by(evolve(CUSTOMER, phone="", email=None), channels) == ()


def test_embedded_channels_stand_beside_the_senders():
    chat = CollectingSender()

    assert [each.name for each in embedded_channels({Channel.EMAIL: chat}, [channel()])] == [
        "email",
        "whatsapp",
    ]
    assert [each.name for each in embedded_channels(None, [channel()])] == ["whatsapp"]
    assert [each.name for each in embedded_channels(None, ())] == ["log"]
    assert embedded_channels({}, ()) == ()


def test_two_channels_cannot_share_a_name():
    with pytest.raises(ValueError, match="repeated: sms"):
        embedded_channels({Channel.SMS: CollectingSender()}, [channel("sms")])


def test_messages_of_every_channel_with_a_sender_are_delivered():
    world = World()
    posted = message("evt_1.whatsapp", channel="whatsapp")
    with world.store.begin("dom_1") as tx:
        tx.outbox.add([posted])
        tx.commit()
    deliver = evolve(world.deliver_messages, deliver={"whatsapp": world.sender.send})

    world.deliver_messages(DeliverMessages())
    assert world.store.committed.undelivered == [posted]
    deliver(DeliverMessages())
    assert world.store.committed.undelivered == []
