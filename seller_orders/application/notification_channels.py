"""Notification channels: the ways to notify customers."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeAlias

from attrs import field, frozen

from seller_orders.application.outbox_messages import CHANNEL_NAME, SYSTEM_CHANNELS, Channel
from seller_orders.application.ports.notification_sender import NotificationSender
from seller_orders.domain.values import Customer

AddressOf: TypeAlias = Callable[[Customer], str | None]
"""Returns a customer's address in a channel; None if the customer has none."""

ADDRESSES: Final[Mapping[Channel, AddressOf]] = {
    Channel.EMAIL: lambda customer: customer.email,
    Channel.SMS: lambda customer: customer.phone,
    Channel.LOG: lambda _: "log",
}
"""Addresses in the package's own notification channels."""


def _ensure_name(_: object, __: Any, name: str) -> None:
    if not re.fullmatch(CHANNEL_NAME, name):
        raise ValueError(
            f"a channel's name is 1 to 20 of a-z, 0-9 and _, and starts with a letter; got {name!r}"
        )
    if name in SYSTEM_CHANNELS:
        raise ValueError(f"{name!r} is not a notification channel; choose another name")


@frozen(kw_only=True)
class NotificationChannel:
    """A way to notify customers: its name, a customer's address in it, and its sender.

    Only customers with an address are notified. ``name`` is 1 to 20 of a-z, 0-9 and _, starting
    with a letter. Raises ValueError for any other name and for the names of system channels.

    >>> class Chat:
    ...     def send(self, notification: Notification) -> None:
    ...         print(notification.order.customer.id, notification.change.to)
    >>> chat = NotificationChannel(
    ...     name="chat", address=lambda customer: customer.id, sender=Chat()
    ... )
    >>> orders = embed(database, channels=[chat])
    >>> ship = UpdateStatus(
    ...     domain_id="dom_1",
    ...     order_id="ord_1",
    ...     by="erp",
    ...     status=OrderStatus.SHIPPED,
    ...     notify_customer=True,
    ... )
    >>> shipped = orders.update_status(ship)
    >>> due_again = orders.deliver_messages(DeliverMessages())
    cus_1 shipped
    """

    name: str = field(validator=_ensure_name)
    address: AddressOf
    sender: NotificationSender


def standard_channel(name: Channel, sender: NotificationSender) -> NotificationChannel:
    """Return one of the package's own notification channels."""
    if name not in ADDRESSES:
        raise ValueError(f"{str(name)!r} is not a notification channel")
    return NotificationChannel(name=name, address=ADDRESSES[name], sender=sender)


def reachable_by(customer: Customer, channels: Iterable[NotificationChannel]) -> tuple[str, ...]:
    """Return the names of the channels in which the customer has an address."""
    return tuple(channel.name for channel in channels if channel.address(customer))
