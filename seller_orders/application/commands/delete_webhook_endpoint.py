"""Delete a webhook endpoint."""

from attrs import frozen
from returns.pipeline import is_successful
from returns.result import Result

from seller_orders.application.commands.update_webhook_endpoint import lock_endpoint
from seller_orders.application.idempotency import IdempotencyKey, claim_key, commit_outcome
from seller_orders.application.ports.domain_unit_of_work import (
    BeginDomainUnitOfWork,
    DomainUnitOfWork,
)
from seller_orders.application.webhooks.consumers import replay_consumer
from seller_orders.domain.refusals import Refusal
from seller_orders.domain.webhook_endpoint import WebhookEndpoint


@frozen(kw_only=True)
class DeleteWebhookEndpoint:
    """Delete a webhook endpoint, with what waits for it. Refusals: endpoint_not_found.

    No delivery to it begins after that.

    >>> delete = DeleteWebhookEndpoint(domain_id="dom_1", endpoint_id="whe_9")
    >>> orders.webhooks.delete(delete).failure().code
    'endpoint_not_found'
    """

    domain_id: str
    endpoint_id: str
    idempotency_key: IdempotencyKey | None = None


@frozen(kw_only=True)
class DeleteWebhookEndpointHandler:
    """Deletes webhook endpoints."""

    begin: BeginDomainUnitOfWork

    def __call__(self, command: DeleteWebhookEndpoint) -> Result[WebhookEndpoint, Refusal]:
        """Return the endpoint that was deleted."""
        with self.begin(command.domain_id) as tx:
            claim_key(tx, command)
            decision = lock_endpoint(tx, command.domain_id, command.endpoint_id)
            if is_successful(decision):
                self.remove(tx, decision.unwrap())
            return commit_outcome(tx, command, decision)

    def remove(self, tx: DomainUnitOfWork, endpoint: WebhookEndpoint) -> None:
        """Delete the endpoint and its places in the log."""
        tx.endpoints.remove(endpoint)
        for consumer in (endpoint.id, replay_consumer(endpoint.id)):
            tx.event_cursors.remove(consumer)
