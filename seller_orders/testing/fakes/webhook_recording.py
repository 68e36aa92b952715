"""Webhook endpoints and deliveries in a unit of work in memory."""

from collections.abc import Collection, Sequence

from attrs import evolve, frozen

from seller_orders.application.ports.webhook_deliveries import WebhookDelivery
from seller_orders.domain.webhook_endpoint import WebhookEndpoint
from seller_orders.testing.fakes.state import State

_ERROR_LENGTH = 500


@frozen
class MemoryWebhookEndpoints:
    """Endpoints in a unit of work's state; one unit of work at a time holds the store."""

    state: State

    def lock(self, domain_id: str, endpoint_id: str) -> WebhookEndpoint | None:
        """Return an endpoint."""
        return self.state.endpoints.get((domain_id, endpoint_id))

    def add(self, endpoint: WebhookEndpoint) -> None:
        """Store a new endpoint."""
        self.save(endpoint)

    def save(self, endpoint: WebhookEndpoint) -> None:
        """Store a changed endpoint."""
        self.state.endpoints[endpoint.domain_id, endpoint.id] = endpoint

    def remove(self, endpoint: WebhookEndpoint) -> None:
        """Delete an endpoint."""
        del self.state.endpoints[endpoint.domain_id, endpoint.id]

    def failing(self, domain_id: str) -> Collection[str]:
        """Return the ids of the endpoints that fail."""
        every = self.state.endpoints.values()
        return {e.id for e in every if e.domain_id == domain_id and e.failing_since is not None}

    def count(self, domain_id: str) -> int:
        """Count the endpoints of a domain."""
        return sum(of_domain == domain_id for of_domain, _ in self.state.endpoints)


@frozen
class MemoryDeliveryRecorder:
    """Deliveries in a unit of work's state."""

    state: State

    def record(self, delivery: WebhookDelivery) -> WebhookDelivery:
        """Record an attempt, and return it with its number."""
        before = [each for each in self.state.deliveries if _of_event(each) == _of_event(delivery)]
        numbered = evolve(delivery, attempt=len(before) + 1)
        error = numbered.error and numbered.error[:_ERROR_LENGTH]
        self.state.deliveries.append(evolve(numbered, error=error))
        return numbered

    def record_all(self, deliveries: Sequence[WebhookDelivery]) -> None:
        """Record attempts."""
        for each in deliveries:
            self.record(each)


def _of_event(delivery: WebhookDelivery) -> tuple[str, str, str]:
    return delivery.domain_id, delivery.endpoint_id, delivery.event_id
