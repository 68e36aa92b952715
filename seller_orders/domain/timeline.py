"""The timeline: an append-only record of an order's changes (contract, section 1)."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from attrs import field, frozen

from seller_orders.domain.values import NAME_LENGTH, NOTE_LENGTH, identifier, optional_text, text

Fact: TypeAlias = "str | int | Decimal | list[Fact] | dict[str, Fact] | None"
"""What JSON can hold and a timeline entry may keep."""


class ChangeType(StrEnum):
    """What kind of change; the same names as the events (contract, section 4)."""

    CREATED = "order.created"
    STATUS_CHANGED = "order.status_changed"
    FULFILLMENT_CREATED = "order.fulfillment_created"
    FULFILLMENT_UPDATED = "order.fulfillment_updated"
    FULFILLMENT_CANCELLED = "order.fulfillment_cancelled"
    CANCELLED = "order.cancelled"
    TAGS_CHANGED = "order.tags_changed"
    PAYMENT_UPDATED = "order.payment_updated"
    REFUND_CREATED = "order.refund_created"
    REFUND_UPDATED = "order.refund_updated"
    RESTOCKED = "order.restocked"


@frozen(kw_only=True)
class Change:
    """The circumstances of one change: the id of its record, when, by whom, and what was said.

    ``notified`` names the channels by which the customer is told.
    """

    id: str = identifier()
    at: datetime
    by: str = text(NAME_LENGTH)
    note: str | None = optional_text(NOTE_LENGTH)
    notified: tuple[str, ...] = ()


@frozen(kw_only=True)
class TimelineEntry:
    """One change as recorded.

    ``version`` is the order's after the change; ``from_`` and ``to`` are statuses.
    """

    id: str = identifier()
    type: ChangeType
    at: datetime
    by: str = text(NAME_LENGTH)
    version: int
    from_: str | None = None
    to: str | None = None
    note: str | None = optional_text(NOTE_LENGTH)
    notified: tuple[str, ...] = ()
    data: Mapping[str, Fact] = field(factory=dict, hash=False)
