"""Log of the attempts to deliver events to webhook endpoints."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol

from attrs import field, frozen

DELIVERIES_KEPT_FOR: Final = timedelta(days=30)
"""Time for which attempts are kept, and events to send again."""


@frozen(kw_only=True)
class WebhookDelivery:
    """An attempt to deliver an event to an endpoint.

    ``status`` is the HTTP status, None without an answer. ``error`` says in words why the event was
    not accepted; None if it was. ``attempt`` counts the attempts for this event and endpoint.
    ``occurred_at`` is the time of the event.
    """

    id: str
    domain_id: str
    endpoint_id: str
    event_id: str
    event_type: str
    occurred_at: datetime
    attempted_at: datetime
    attempt: int = 1
    status: int | None
    duration_ms: int
    error: str | None


@frozen(order=True)
class DeliveryPosition:
    """A position in a list of deliveries: the last one before it."""

    attempted_at: datetime
    delivery_id: str


@frozen(kw_only=True)
class DeliveryFilters:
    """Conditions on deliveries; None is any. ``failed`` is whether there is an error."""

    event_id: str | None = field(default=None)
    failed: bool | None = None


@frozen(kw_only=True)
class LaterAttempts:
    """Outcomes of the attempts in a time: when the first failed one began, and any acceptance."""

    failed_since: datetime | None
    is_any_accepted: bool


class DeliveryRecorder(Protocol):
    """Records attempts in a unit of work."""

    def record(self, delivery: WebhookDelivery) -> WebhookDelivery:
        """Record an attempt, and return it with its number."""
        ...

    def record_all(self, deliveries: Sequence[WebhookDelivery]) -> Sequence[WebhookDelivery]:
        """Record attempts of one domain, and return them with their numbers."""
        ...

    def attempts_after(
        self, domain_id: str, endpoint_id: str, moment: datetime, until: datetime
    ) -> LaterAttempts:
        """Return the outcomes of committed attempts that began in a time, without pings."""
        ...


class WebhookDeliveries(Protocol):
    """Finds the recorded attempts of an endpoint."""

    def get(self, domain_id: str, endpoint_id: str, delivery_id: str) -> WebhookDelivery | None:
        """Return an attempt of an endpoint; None if it has none with this id."""
        ...

    def find(
        self,
        domain_id: str,
        endpoint_id: str,
        filters: DeliveryFilters,
        limit: int,
        after: DeliveryPosition | None = None,
    ) -> Sequence[WebhookDelivery]:
        """Return up to ``limit`` attempts that match, newest first."""
        ...
