"""Texts of notifications: as recorded with a change, and sent at a later state of the order."""

from attrs import evolve

from seller_orders.adapters.outbound.jinja.notification_composer import JinjaNotificationComposer
from seller_orders.application.message_factory import notifications_of, snapshot_of
from seller_orders.application.outbox_messages import Template
from seller_orders.application.ports.notification_sender import Notification
from seller_orders.domain.order import Order


def late(recorded_in: Order, sent_in: Order | None = None) -> Notification:
    """Return the notification of an order's latest change, sent at a later state."""
    return evolve(resent(recorded_in, recorded_in.version), order=sent_in or recorded_in)


def resent(order: Order, version: int) -> Notification:
    """Return the notification of an earlier change, made from the present order."""
    (message,) = notifications_of(order, version, ["email"]).unwrap()
    change, facts = order.change_of(version), snapshot_of(message)
    assert change is not None
    assert facts is not None
    return Notification(
        message_id=message.message_id,
        template=Template(str(message.data["template"])),
        order=order,
        change=change,
        snapshot=facts,
    )


def mail_of(notification: Notification) -> str:
    """Return a mail's text without the signature. Its spaces are plain."""
    return plain(JinjaNotificationComposer().email(notification).text).partition("\n-- ")[0]


def text_message_of(notification: Notification) -> list[str]:
    """Return a text message's sentences."""
    message = JinjaNotificationComposer().sms(notification)
    return [message.text, *message.more]


def plain(text: str) -> str:
    """Return a text whose spaces are plain."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")
