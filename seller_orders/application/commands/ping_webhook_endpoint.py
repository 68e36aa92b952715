"""Test a webhook endpoint by a ping."""

from attrs import frozen
from returns.result import Failure, Result, Success

from seller_orders.application.idempotency import IdempotencyKey
from seller_orders.application.ports.domain_unit_of_work import BeginDomainUnitOfWork
from seller_orders.application.ports.webhook_deliveries import WebhookDelivery
from seller_orders.application.ports.webhook_endpoints import WebhookEndpointReader
from seller_orders.application.ports.webhook_sender import PING, WebhookEvent
from seller_orders.application.webhooks.attempts import WebhookAttempts, record_attempt
from seller_orders.domain.refusals import EndpointNotFound, Refusal


@frozen(kw_only=True)
class PingWebhookEndpoint:
    """Send a ping to a webhook endpoint now, enabled or not. Refusals: endpoint_not_found.

    >>> ping = PingWebhookEndpoint(domain_id="dom_1", endpoint_id="whe_9")
    >>> orders.webhooks.ping(ping).failure().code
    'endpoint_not_found'
    """

    domain_id: str
    endpoint_id: str
    idempotency_key: IdempotencyKey | None = None


@frozen(kw_only=True)
class PingWebhookEndpointHandler:
    """Sends pings."""

    begin: BeginDomainUnitOfWork
    endpoints: WebhookEndpointReader
    attempts: WebhookAttempts

    def __call__(self, command: PingWebhookEndpoint) -> Result[WebhookDelivery, Refusal]:
        """Return the attempt, which is listed among the deliveries, too."""
        return record_attempt(self.begin, command, lambda: self.ping(command))

    def ping(self, command: PingWebhookEndpoint) -> Result[WebhookDelivery, Refusal]:
        """Send a ping."""
        endpoint = self.endpoints.get(command.domain_id, command.endpoint_id)
        if endpoint is None:
            return Failure(EndpointNotFound(command.endpoint_id))
        attempts = self.attempts
        event = WebhookEvent(
            id=attempts.ids.new("evt_"),
            type=PING,
            domain_id=endpoint.domain_id,
            occurred_at=attempts.clock.now(),
        )
        return Success(attempts.make(endpoint, event))
