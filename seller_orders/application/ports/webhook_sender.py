"""Sender of events to webhook endpoints."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol, Self

from attrs import field, frozen

from seller_orders.application.outbox_messages import Message
from seller_orders.domain.timeline import Fact

PING: str = "ping"
"""Type of the event that tests an endpoint."""


@frozen(kw_only=True)
class WebhookEvent:
    """An event as endpoints get it. A ping has no order and no version."""

    id: str
    type: str
    domain_id: str
    order_id: str | None = None
    version: int | None = None
    occurred_at: datetime
    data: Mapping[str, Fact] = field(factory=dict, hash=False)

    @classmethod
    def of(cls, event: Message) -> Self:
        """Return the event of a change of an order."""
        return cls(
            id=event.message_id,
            type=event.about,
            domain_id=event.domain_id,
            order_id=event.order_id,
            version=event.version,
            occurred_at=event.created_at,
            data=event.data,
        )


@frozen(kw_only=True)
class WebhookAnswer:
    """Answer of an endpoint: its HTTP status (None: no answer), and the time that it took.

    ``error`` says in words why the event was not accepted; None if it was.
    """

    status: int | None
    duration_ms: int
    error: str | None


class WebhookSender(Protocol):
    """Sends events to URLs that sellers choose."""

    def problem_of(self, url: str) -> str | None:
        """Return why no event can be sent to a URL, in a sentence; None if events can be."""
        ...

    def send(self, url: str, secrets: Sequence[str], event: WebhookEvent) -> WebhookAnswer:
        """Send an event, signed with every secret. Follows no redirect, and never raises for one.

        The host's addresses are checked as they are connected to.
        """
        ...
