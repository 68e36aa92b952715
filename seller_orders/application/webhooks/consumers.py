"""Webhook endpoints as consumers of the event log."""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import timedelta
from functools import lru_cache
from typing import Final

from attrs import frozen

from seller_orders.application.events.consumers import EventConsumer
from seller_orders.application.ports.webhook_endpoints import WebhookEndpointReader
from seller_orders.application.webhooks.endpoint_deliveries import EndpointDeliveries
from seller_orders.domain.timeline import ChangeType
from seller_orders.domain.webhook_endpoint import WebhookEndpoint, is_any_topic_of

RECORDED_WITHIN: Final = timedelta(minutes=1)
"""An event is in the log at most so long before or after others of its time."""

_REPLAY: Final = ".replay"


def replay_consumer(endpoint_id: str) -> str:
    """Return the id of the consumer that replays events to an endpoint, beside new events."""
    return f"{endpoint_id}{_REPLAY}"


@frozen(kw_only=True)
class WebhookConsumers:
    """The enabled endpoints of each domain, and their replays.

    ``begin`` takes the ids of the domain and of the endpoint.
    """

    endpoints: WebhookEndpointReader
    begin: Callable[[str, str], EndpointDeliveries]

    def has_any(self) -> bool:
        """Return whether any domain has an enabled endpoint."""
        return self.endpoints.has_enabled()

    def of_domain(self, domain_id: str) -> Sequence[EventConsumer]:
        """Return the consumers of a domain."""
        enabled = self.endpoints.enabled(domain_id)
        return [consumer for endpoint in enabled for consumer in self._of_endpoint(endpoint)]

    def _of_endpoint(self, endpoint: WebhookEndpoint) -> Iterator[EventConsumer]:
        new = self.begin(endpoint.domain_id, endpoint.id)
        types = _types_of(endpoint.topics)
        yield EventConsumer(
            endpoint.id,
            new.deliver,
            lambda event: event.about in types,
            finish=new.finish,
            types=types,
        )
        if (replay := endpoint.replay) is not None:
            again = self.begin(endpoint.domain_id, endpoint.id)
            yield EventConsumer(
                replay_consumer(endpoint.id),
                again.deliver,
                lambda event: replay.wants(event.about, event.created_at),
                finish=again.finish,
                is_replay=True,
            )


@lru_cache
def _types_of(topics: Sequence[str]) -> Collection[str]:
    return frozenset(each for each in ChangeType if is_any_topic_of(topics, each))
