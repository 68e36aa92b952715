"""What customers were told."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from attrs import frozen
from returns.result import Result

from seller_orders.application.outbox_messages import Template
from seller_orders.domain.refusals import OrderNotFound


class NotificationState(StrEnum):
    """How far a notification has got."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


@frozen(kw_only=True)
class LoggedNotification:
    """A notification of an order, and how it went; to which address is not told.

    ``version`` is the order's that it tells of. ``reason`` is why it has not been sent, once it was
    tried.
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
    """Knows what was to be told of an order, and how that went."""

    def of_order(
        self, domain_id: str, order_id: str
    ) -> Result[Sequence[LoggedNotification], OrderNotFound]:
        """Return an order's notifications, the oldest first."""
        ...
