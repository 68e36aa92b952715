"""Webhook endpoints and deliveries in a unit of work in memory."""

from collections.abc import Collection, Sequence
from datetime import datetime

from attrs import evolve, frozen

from seller_orders.application.ports.webhook_deliveries import LaterAttempts, WebhookDelivery
from seller_orders.application.ports.webhook_sender import PING
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

    def lock_all(self, domain_id: str, endpoint_ids: Collection[str]) -> list[WebhookEndpoint]:
        """Return the endpoints of some ids."""
        every = (self.lock(domain_id, id) for id in sorted(endpoint_ids))
        return [each for each in every if each is not None]

    def add(self, endpoint: WebhookEndpoint) -> None:
        """Store a new endpoint."""
        self.save(endpoint)

    def save(self, endpoint: WebhookEndpoint) -> None:
        """Store a changed endpoint."""
        self.state.endpoints[endpoint.domain_id, endpoint.id] = endpoint

    def remove(self, endpoint: WebhookEndpoint) -> None:
        """Delete an endpoint."""
        del self.state.endpoints[endpoint.domain_id, endpoint.id]

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

    def record_all(self, deliveries: Sequence[WebhookDelivery]) -> list[WebhookDelivery]:
        """Record attempts, and return them with their numbers."""
        return [self.record(each) for each in deliveries]

    def attempts_after(
        self, domain_id: str, endpoint_id: str, moment: datetime, until: datetime
    ) -> LaterAttempts:
        """Return the outcomes of attempts that began in a time."""
        found = [
            each
            for each in self.state.deliveries
            if (each.domain_id, each.endpoint_id) == (domain_id, endpoint_id)
            and moment < each.attempted_at <= until
            and each.event_type != PING
        ]
        failed = (each.attempted_at for each in found if each.error is not None)
        is_any_accepted = any(each.error is None for each in found)
        return LaterAttempts(
            failed_since=min(failed, default=None), is_any_accepted=is_any_accepted
        )


def _of_event(delivery: WebhookDelivery) -> tuple[str, str, str]:
    return delivery.domain_id, delivery.endpoint_id, delivery.event_id
