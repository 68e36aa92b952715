"""Storage of webhook endpoints."""

from collections.abc import Collection, Sequence
from typing import Protocol

from seller_orders.domain.webhook_endpoint import WebhookEndpoint


class EndpointLookUp(Protocol):
    """Finds webhook endpoints that deliveries go to."""

    def get(self, domain_id: str, endpoint_id: str) -> WebhookEndpoint | None:
        """Return an endpoint; None if the domain has none with this id."""
        ...


class EnabledEndpoints(Protocol):
    """Lists webhook endpoints that get events."""

    def enabled(self, domain_id: str) -> Sequence[WebhookEndpoint]:
        """Return the endpoints of a domain that get events."""
        ...


class WebhookEndpointReader(EndpointLookUp, EnabledEndpoints, Protocol):
    """Reads committed webhook endpoints of a domain."""

    def some(self, domain_id: str, limit: int, after: str = "") -> Sequence[WebhookEndpoint]:
        """Return up to ``limit`` endpoints with ids after ``after``, oldest first."""
        ...

    def has_enabled(self) -> bool:
        """Return whether an endpoint of any domain gets events."""
        ...

    def finished_replays(self) -> Sequence[WebhookEndpoint]:
        """Return some endpoints, of any domain, to which all events of a replay were sent."""
        ...


class WebhookEndpoints(Protocol):
    """The webhook endpoints of a domain, in a unit of work."""

    def lock(self, domain_id: str, endpoint_id: str) -> WebhookEndpoint | None:
        """Return an endpoint, which no other unit of work changes until this one ends."""
        ...

    def lock_all(self, domain_id: str, endpoint_ids: Collection[str]) -> Sequence[WebhookEndpoint]:
        """Return the endpoints of some ids, locked like one, in the sequence of their ids."""
        ...

    def add(self, endpoint: WebhookEndpoint) -> None:
        """Store a new endpoint."""
        ...

    def save(self, endpoint: WebhookEndpoint) -> None:
        """Store a changed endpoint, which this unit of work has locked."""
        ...

    def remove(self, endpoint: WebhookEndpoint) -> None:
        """Delete an endpoint, which this unit of work has locked."""
        ...

    def count(self, domain_id: str) -> int:
        """Return the number of endpoints; no other unit of work adds one until this one ends."""
        ...
