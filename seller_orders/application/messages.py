"""What the outbox carries."""

from datetime import datetime
from enum import StrEnum
from typing import Literal, TypeAlias

from attrs import frozen

from seller_orders.domain.order import Order
from seller_orders.domain.timeline import ChangeType
from seller_orders.domain.values import Customer


class Channel(StrEnum):
    """Where a message goes: to the customer, or (``event``) to whoever follows the orders.

    ``log`` stands in where no other way to tell customers is configured.
    """

    EMAIL = "email"
    SMS = "sms"
    LOG = "log"
    EVENT = "event"


@frozen(kw_only=True)
class OrderEvent:
    """One change of an order, under the id that it has on the timeline."""

    message_id: str
    domain_id: str
    order_id: str
    channel: Literal[Channel.EVENT] = Channel.EVENT
    about: ChangeType
    version: int
    created_at: datetime


@frozen(kw_only=True)
class CustomerNotification:
    """Tell a customer of one change, by one channel. The same change and channel: the same id."""

    message_id: str
    domain_id: str
    order_id: str
    channel: Channel
    about: ChangeType
    version: int
    created_at: datetime


Message: TypeAlias = OrderEvent | CustomerNotification


def reachable_by(customer: Customer, channels: tuple[Channel, ...]) -> tuple[Channel, ...]:
    """Return those of the configured channels by which this customer can be told."""
    addresses = {Channel.EMAIL: customer.email, Channel.SMS: customer.phone, Channel.LOG: "log"}
    return tuple(channel for channel in channels if addresses[channel])


def events(before: Order | None, after: Order) -> list[OrderEvent]:
    """Return the events of the changes that lie between two states; None is before the order."""
    return [
        OrderEvent(
            message_id=entry.id,
            domain_id=after.domain_id,
            order_id=after.id,
            about=entry.type,
            version=entry.version,
            created_at=entry.at,
        )
        for entry in after.timeline[len(before.timeline) if before else 0 :]
    ]


def notifications(before: Order, after: Order) -> list[CustomerNotification]:
    """Return what the customer is to be told of the changes that lie between two states."""
    return [
        CustomerNotification(
            message_id=f"{entry.id}.{channel}",
            domain_id=after.domain_id,
            order_id=after.id,
            channel=Channel(channel),
            about=entry.type,
            version=entry.version,
            created_at=entry.at,
        )
        for entry in after.timeline[len(before.timeline) :]
        for channel in entry.notified
    ]
