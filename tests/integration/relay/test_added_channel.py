"""A relay delivers a notification channel that an embedder has added."""

from queue import SimpleQueue

import pytest
from attrs import evolve, field, frozen

from examples.shop import new_order
from seller_orders import (
    ListNotifications,
    Notification,
    NotificationChannel,
    OrderStatus,
    UpdateStatus,
    embed,
)
from seller_orders.adapters.inbound.outbox_relay import relay
from seller_orders.adapters.outbound.memory.no_order_cache import NoOrderCache
from seller_orders.adapters.outbound.sql.connection.engine import open_engine
from seller_orders.bootstrap.extensions import Extensions
from seller_orders.bootstrap.runtime import build_runtime
from seller_orders.settings import Settings
from tests.support.waiting import WITHIN_S, wait_until


@frozen
class WhatsApp:
    sent: "SimpleQueue[str]" = field(factory=SimpleQueue)

    def send(self, notification: Notification) -> None:
        self.sent.put(notification.message_id)


def test_a_commit_wakes_the_relay_of_an_added_channel(
    postgresql: str, monkeypatch: pytest.MonkeyPatch
):
    """The relay does not poll, so only the database's notification wakes it."""
    monkeypatch.setattr(relay, "_POLL_S", 3600.0)
    sender = WhatsApp()
    channel = NotificationChannel(
        name="whatsapp", address=lambda customer: customer.phone, sender=sender
    )
    engine = open_engine(postgresql)
    orders = embed(engine, channels=[channel])
    create = new_order()
    customer = evolve(create.draft.customer, phone="+918765432109")
    create = evolve(create, draft=evolve(create.draft, customer=customer))
    order = orders.create_order(create).unwrap()
    runtime = build_runtime(
        Settings(database_url=postgresql), NoOrderCache(), Extensions(channels=(channel,))
    )
    runtime.start_relay()
    try:
        for status in (OrderStatus.CONFIRMED, OrderStatus.SHIPPED):
            move = UpdateStatus(
                domain_id="dom_1",
                order_id=order.id,
                by="shop",
                status=status,
                notify_customer=True,
            )
            entry = orders.update_status(move).unwrap().timeline[-1]

            assert entry.notified == ("whatsapp",)
            assert sender.sent.get(timeout=WITHIN_S) == f"{entry.id}.whatsapp"

        listed = ListNotifications(domain_id="dom_1", order_id=order.id)
        wait_until(
            lambda: all(
                (each.channel, each.state) == ("whatsapp", "sent")
                for each in orders.list_notifications(listed).unwrap()
            )
        )
        assert len(orders.list_notifications(listed).unwrap()) == 2
    finally:
        runtime.relay.stop()
        runtime.engine.dispose()
        engine.dispose()
