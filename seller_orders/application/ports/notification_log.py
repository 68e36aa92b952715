"""The log of notifications to customers."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from attrs import frozen
from returns.result import Result

from seller_orders.application.outbox_messages import Template
from seller_orders.domain.refusals import OrderNotFound


class NotificationState(StrEnum):
    """Delivery state of a notification."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


@frozen(kw_only=True)
class LoggedNotification:
    """A notification and its delivery state, without the customer's address.

    ``version`` is the order's version after the change. ``reason`` is the last failure of a
    notification that is not sent.
    """

    id: str
    channel: str
    template: Template
    state: NotificationState
    reason: str | None
    version: int
    created_at: datetime
    sent_at: datetime | None


class NotificationLog(Protocol):
    """Reads notifications and their delivery states."""

    def of_order(
        self, domain_id: str, order_id: str
    ) -> Result[Sequence[LoggedNotification], OrderNotFound]:
        """Return an order's notifications, the oldest first."""
        ...
