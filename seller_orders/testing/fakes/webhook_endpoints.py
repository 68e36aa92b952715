"""Webhook endpoints and deliveries in memory."""

from collections.abc import Sequence

from attrs import frozen

from seller_orders.application.events.consumers import consumer_channel
from seller_orders.application.ports.webhook_deliveries import (
    DeliveryFilters,
    DeliveryPosition,
    WebhookDelivery,
)
from seller_orders.application.webhooks.consumers import replay_consumer
from seller_orders.domain.webhook_endpoint import MAX_ENDPOINTS, WebhookEndpoint
from seller_orders.testing.fakes.state import State
from seller_orders.testing.fakes.store import MemoryStore


@frozen
class MemoryWebhookEndpointReader:
    """The committed endpoints of a store."""

    store: MemoryStore

    def get(self, domain_id: str, endpoint_id: str) -> WebhookEndpoint | None:
        """Return an endpoint."""
        return self.store.committed.endpoints.get((domain_id, endpoint_id))

    def some(self, domain_id: str, limit: int, after: str = "") -> Sequence[WebhookEndpoint]:
        """Return some endpoints in the sequence of their ids."""
        every = self.store.committed.endpoints.values()
        found = [each for each in every if each.domain_id == domain_id and each.id > after]
        return sorted(found, key=lambda each: each.id)[:limit]

    def enabled(self, domain_id: str) -> Sequence[WebhookEndpoint]:
        """Return the endpoints of a domain that get events."""
        return [each for each in self.some(domain_id, MAX_ENDPOINTS) if each.enabled]

    def has_enabled(self) -> bool:
        """Return whether an endpoint of any domain gets events."""
        return any(each.enabled for each in self.store.committed.endpoints.values())

    def finished_replays(self) -> Sequence[WebhookEndpoint]:
        """Return the endpoints to which all events of a replay were sent."""
        state = self.store.committed
        return [each for each in state.endpoints.values() if _is_replayed(each, state)]


def _is_replayed(endpoint: WebhookEndpoint, state: State) -> bool:
    consumer = replay_consumer(endpoint.id)
    cursor = state.cursors.get((endpoint.domain_id, consumer))
    if endpoint.replay is None or (cursor and cursor.number < endpoint.replay.end):
        return False
    channel = consumer_channel(consumer)
    waiting = (each for each in state.posted.values() if each.is_waiting)
    return all(each.message.channel != channel for each in waiting)


@frozen
class MemoryWebhookDeliveries:
    """The committed deliveries of a store."""

    store: MemoryStore

    def get(self, domain_id: str, endpoint_id: str, delivery_id: str) -> WebhookDelivery | None:
        """Return an attempt of an endpoint."""
        found = self._of(domain_id, endpoint_id)
        return next((each for each in found if each.id == delivery_id), None)

    def find(
        self,
        domain_id: str,
        endpoint_id: str,
        filters: DeliveryFilters,
        limit: int,
        after: DeliveryPosition | None = None,
    ) -> Sequence[WebhookDelivery]:
        """Return some attempts, newest first."""
        found = [
            each
            for each in self._of(domain_id, endpoint_id)
            if filters.event_id in (None, each.event_id)
            and filters.failed in (None, each.error is not None)
            and (after is None or _place(each) < after)
        ]
        return sorted(found, key=_place, reverse=True)[:limit]

    def _of(self, domain_id: str, endpoint_id: str) -> list[WebhookDelivery]:
        every = self.store.committed.deliveries
        return [e for e in every if (e.domain_id, e.endpoint_id) == (domain_id, endpoint_id)]


def _place(delivery: WebhookDelivery) -> DeliveryPosition:
    return DeliveryPosition(delivery.attempted_at, delivery.id)
