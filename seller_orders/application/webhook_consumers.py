"""Webhook endpoints as consumers of the event log."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from functools import partial
from typing import Final

from attrs import frozen

from seller_orders.application.commands.record_delivery import RecordDelivery
from seller_orders.application.event_consumers import EventConsumer
from seller_orders.application.outbox_messages import Message
from seller_orders.application.ports.outbox import DeferDeliveryError, DeliveryError
from seller_orders.application.ports.webhook_endpoints import WebhookEndpointReader
from seller_orders.application.ports.webhook_sender import WebhookEvent
from seller_orders.application.webhook_attempts import WebhookAttempts
from seller_orders.domain.webhook_endpoint import WebhookEndpoint

RECORDED_WITHIN: Final = timedelta(minutes=1)
"""An event is in the log at most so long before or after others of its time."""

_REPLAY: Final = ".replay"


def replay_consumer(endpoint_id: str) -> str:
    """Return the id of the consumer that replays events to an endpoint, beside new events."""
    return f"{endpoint_id}{_REPLAY}"


@frozen(kw_only=True)
class DeliverToEndpoint:
    """Delivers an event to an endpoint as it is now: it may have been changed or deleted since."""

    endpoints: WebhookEndpointReader
    attempts: WebhookAttempts
    record: Callable[[RecordDelivery], None]

    def __call__(self, domain_id: str, endpoint_id: str, event: Message) -> None:
        """Deliver, and record the attempt. DeliveryError if it was not accepted."""
        endpoint = self.endpoints.get(domain_id, endpoint_id)
        if endpoint is None or not endpoint.enabled:
            raise DeferDeliveryError("the endpoint takes no events")
        delivery = self.attempts.make(endpoint, WebhookEvent.of(event))
        self.record(RecordDelivery(endpoint=endpoint, delivery=delivery))
        if delivery.error is not None:
            raise DeliveryError(delivery.error)


@frozen(kw_only=True)
class WebhookConsumers:
    """The enabled endpoints of each domain, and their replays."""

    endpoints: WebhookEndpointReader
    deliver: DeliverToEndpoint

    def has_any(self) -> bool:
        """Return whether any domain has an enabled endpoint."""
        return self.endpoints.has_enabled()

    def of_domain(self, domain_id: str) -> Sequence[EventConsumer]:
        """Return the consumers of a domain."""
        enabled = self.endpoints.enabled(domain_id)
        return [consumer for endpoint in enabled for consumer in self._of_endpoint(endpoint)]

    def _of_endpoint(self, endpoint: WebhookEndpoint) -> Iterator[EventConsumer]:
        deliver = partial(self.deliver, endpoint.domain_id, endpoint.id)
        yield EventConsumer(endpoint.id, deliver, lambda event: endpoint.wants(event.about))
        if (replay := endpoint.replay) is not None:
            yield EventConsumer(
                replay_consumer(endpoint.id),
                deliver,
                lambda event: replay.wants(event.about, event.created_at),
            )
