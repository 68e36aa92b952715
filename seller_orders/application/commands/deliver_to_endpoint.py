"""Deliver an event to a webhook endpoint."""

from collections.abc import Callable
from threading import Semaphore
from typing import Final

from attrs import field, frozen

from seller_orders.application.outbox_messages import Message
from seller_orders.application.ports.outbox import DeferDeliveryError, DeliveryError
from seller_orders.application.ports.webhook_deliveries import WebhookDelivery
from seller_orders.application.ports.webhook_endpoints import WebhookEndpointReader
from seller_orders.application.ports.webhook_sender import WebhookEvent
from seller_orders.application.webhooks.attempts import WebhookAttempts

_READERS: Final = 2
"""Connections that deliveries read endpoints on, so that requests are left the others."""


@frozen(kw_only=True)
class DeliverToEndpoint:
    """Delivers an event to an endpoint as it is now: it may have been changed or deleted since."""

    endpoints: WebhookEndpointReader
    attempts: WebhookAttempts
    record: Callable[[WebhookDelivery], None]
    _reading: Semaphore = field(factory=lambda: Semaphore(_READERS), init=False, eq=False)

    def __call__(self, domain_id: str, endpoint_id: str, event: Message) -> None:
        """Deliver, and record the attempt. DeliveryError if it was not accepted."""
        with self._reading:
            endpoint = self.endpoints.get(domain_id, endpoint_id)
        if endpoint is None or not endpoint.enabled:
            raise DeferDeliveryError("the endpoint takes no events")
        delivery = self.attempts.make(endpoint, WebhookEvent.of(event))
        self.record(delivery)
        if delivery.error is not None:
            raise DeliveryError(delivery.error)
