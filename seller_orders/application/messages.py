"""What the outbox carries."""

from datetime import datetime
from enum import StrEnum

from attrs import frozen

from seller_orders.domain.order import Order
from seller_orders.domain.timeline import ChangeType
from seller_orders.domain.values import Customer


class Channel(StrEnum):
    """A way to tell a customer; ``log`` stands in where no other is configured."""

    EMAIL = "email"
    SMS = "sms"
    LOG = "log"


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


def reachable_by(customer: Customer, channels: tuple[Channel, ...]) -> tuple[Channel, ...]:
    """Return those of the configured channels by which this customer can be told."""
    addresses = {Channel.EMAIL: customer.email, Channel.SMS: customer.phone, Channel.LOG: "log"}
    return tuple(channel for channel in channels if addresses[channel])


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
