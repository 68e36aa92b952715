"""Send the event of a delivery again."""

from typing import Final

from attrs import frozen
from returns.result import Failure, Result, Success

from seller_orders.application.idempotency import IdempotencyKey
from seller_orders.application.outbox_messages import Message
from seller_orders.application.ports.domain_unit_of_work import BeginDomainUnitOfWork
from seller_orders.application.ports.event_log import EventLog
from seller_orders.application.ports.webhook_deliveries import WebhookDeliveries, WebhookDelivery
from seller_orders.application.ports.webhook_endpoints import WebhookEndpointReader
from seller_orders.application.ports.webhook_sender import WebhookEvent
from seller_orders.application.webhooks.attempts import WebhookAttempts, record_attempt
from seller_orders.application.webhooks.consumers import RECORDED_WITHIN
from seller_orders.domain.refusals import (
    DeliveryNotFound,
    EndpointNotFound,
    EventExpired,
    Refusal,
)

_AT_ONCE: Final = 100


@frozen(kw_only=True)
class RetryWebhookDelivery:
    """Send the event of a delivery again now, under the same id, enabled or not.

    Refusals: endpoint_not_found, delivery_not_found, event_expired.

    >>> retry = RetryWebhookDelivery(
    ...     domain_id="dom_1", endpoint_id="whe_9", delivery_id="whd_9"
    ... )
    >>> orders.webhooks.retry(retry).failure().code
    'endpoint_not_found'
    """

    domain_id: str
    endpoint_id: str
    delivery_id: str
    idempotency_key: IdempotencyKey | None = None


@frozen(kw_only=True)
class RetryWebhookDeliveryHandler:
    """Sends events again, from the log."""

    begin: BeginDomainUnitOfWork
    endpoints: WebhookEndpointReader
    deliveries: WebhookDeliveries
    log: EventLog
    attempts: WebhookAttempts

    def __call__(self, command: RetryWebhookDelivery) -> Result[WebhookDelivery, Refusal]:
        """Return the new attempt."""
        return record_attempt(self.begin, command, lambda: self.send_again(command))

    def send_again(self, command: RetryWebhookDelivery) -> Result[WebhookDelivery, Refusal]:
        """Send the event."""
        domain_id, endpoint_id = command.domain_id, command.endpoint_id
        endpoint = self.endpoints.get(domain_id, endpoint_id)
        if endpoint is None:
            return Failure(EndpointNotFound(endpoint_id))
        former = self.deliveries.get(domain_id, endpoint_id, command.delivery_id)
        if former is None:
            return Failure(DeliveryNotFound(command.delivery_id))
        # A ping is in no log.
        event = self.find_event(former)
        if event is None:
            return Failure(EventExpired(former.event_id))
        return Success(self.attempts.make(endpoint, WebhookEvent.of(event)))

    def find_event(self, delivery: WebhookDelivery) -> Message | None:
        """Find the event among those that were recorded about its time."""
        domain_id = delivery.domain_id
        position = self.log.before(domain_id, delivery.occurred_at - RECORDED_WITHIN)
        last = delivery.occurred_at + RECORDED_WITHIN
        while True:
            read = self.log.after(domain_id, position, _AT_ONCE)
            for each in read.events:
                if each.event.message_id == delivery.event_id:
                    return each.event
            if read.is_last or read.events[-1].event.created_at > last:
                return None
            position = read.position
