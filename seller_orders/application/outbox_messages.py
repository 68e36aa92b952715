"""Outbox messages and the channels that carry them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from attrs import field, frozen

from seller_orders.domain.timeline import ChangeType, Fact


class Channel(StrEnum):
    """Names of the channels that the package itself has.

    ``event``, ``payment``, ``carrier`` and ``inventory`` go to other systems. ``email``, ``sms``
    and ``log`` notify customers, and so does any other name: see ``NotificationChannel``.
    """

    EMAIL = "email"
    SMS = "sms"
    LOG = "log"
    EVENT = "event"
    PAYMENT = "payment"
    CARRIER = "carrier"
    INVENTORY = "inventory"


CACHE_CHANNEL: Final = "cache"
"""Repeats invalidations of a shared cache."""

SYSTEM_CHANNELS: Final = (
    Channel.EVENT,
    Channel.PAYMENT,
    Channel.CARRIER,
    Channel.INVENTORY,
    CACHE_CHANNEL,
)
"""Channels to other systems. Every other channel notifies customers, but those of consumers."""

CONSUMER_CHANNEL_PREFIX: Final = "whe_"
"""Beginning of the channels of a domain's own event consumers."""

CHANNEL_NAME: Final = r"[a-z][a-z0-9_]{0,19}"
"""Pattern of a channel's whole name."""

LEASE: Final = timedelta(seconds=10)
"""Time that a relay has to deliver the messages it has claimed."""

SENT_WITHIN: Final = timedelta(seconds=5)
"""Longest time of one delivery; senders' time limits stay below it.

A delivery that could outlast its lease does not start.
"""


class CarrierRequest(StrEnum):
    """Requests to a carrier about a shipment."""

    BOOK = "book"
    CANCEL = "cancel"


class Template(StrEnum):
    """Templates of notifications."""

    STATUS_CHANGE = "status_change"
    FULFILLMENT = "fulfillment"
    CANCELLATION = "cancellation"
    ITEMS_CANCELLED = "items_cancelled"
    REFUND = "refund"
    DELIVERED = "delivered"
    TRACKING_CHANGED = "tracking_changed"
    RETURN_APPROVED = "return_approved"
    RETURN_RECEIVED = "return_received"
    BULK = "bulk"


@frozen(kw_only=True)
class Message:
    """A message about one change of an order, for one channel.

    ``message_id`` is the same for every delivery attempt. ``version`` is the order's version after
    the change; an order's messages in a channel are delivered in its sequence. No relay delivers a
    message before ``held_until``: until then the process that recorded it does.
    """

    message_id: str
    domain_id: str
    order_id: str
    channel: str
    about: ChangeType
    version: int
    created_at: datetime
    data: Mapping[str, Fact] = field(factory=dict, hash=False)
    held_until: datetime | None = None

    @property
    def is_notification(self) -> bool:
        """True if the message notifies the customer."""
        return not (
            self.channel in SYSTEM_CHANNELS or self.channel.startswith(CONSUMER_CHANNEL_PREFIX)
        )
