"""One attempt to deliver an event to a webhook endpoint: signed, sent, and recorded."""

from collections.abc import Callable

from attrs import frozen
from returns.result import Result

from seller_orders.application.blocking_io import blocking_io
from seller_orders.application.idempotency import KeyedCommand, claim_key, commit_outcome
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.domain_unit_of_work import BeginDomainUnitOfWork
from seller_orders.application.ports.id_generator import IdGenerator
from seller_orders.application.ports.secret_box import SecretBox, UnreadableSecretError
from seller_orders.application.ports.webhook_deliveries import WebhookDelivery
from seller_orders.application.ports.webhook_sender import (
    WebhookAnswer,
    WebhookEvent,
    WebhookSender,
)
from seller_orders.application.webhooks.signing_secret import signing_secrets
from seller_orders.domain.refusals import Refusal
from seller_orders.domain.webhook_endpoint import WebhookEndpoint


@frozen(kw_only=True)
class WebhookAttempts:
    """Makes attempts. The caller records them."""

    sender: WebhookSender
    box: SecretBox
    clock: Clock
    ids: IdGenerator

    def make(self, endpoint: WebhookEndpoint, event: WebhookEvent) -> WebhookDelivery:
        """Send an event once, and return what came back."""
        at = self.clock.now()
        answer = self._send(endpoint, event)
        return WebhookDelivery(
            id=self.ids.new("whd_"),
            domain_id=endpoint.domain_id,
            endpoint_id=endpoint.id,
            event_id=event.id,
            event_type=event.type,
            occurred_at=event.occurred_at,
            attempted_at=at,
            status=answer.status,
            duration_ms=answer.duration_ms,
            error=answer.error,
        )

    def _send(self, endpoint: WebhookEndpoint, event: WebhookEvent) -> WebhookAnswer:
        try:
            secrets = signing_secrets(endpoint, self.box, self.clock.now())
        except UnreadableSecretError:
            unreadable = "The secret cannot be read: rotate it, or restore the installation's key."
            return WebhookAnswer(status=None, duration_ms=0, error=unreadable)
        with blocking_io():
            return self.sender.send(endpoint.url, secrets, event)


def record_attempt(
    begin: BeginDomainUnitOfWork,
    command: KeyedCommand,
    attempt: Callable[[], Result[WebhookDelivery, Refusal]],
) -> Result[WebhookDelivery, Refusal]:
    """Make an attempt outside any transaction, and record it with the command's outcome.

    A repeated command is answered before it sends anything. Two that run at the same time both
    send, and one is answered with the outcome of the other.
    """
    if command.idempotency_key is not None:
        with begin(command.domain_id) as tx:
            claim_key(tx, command)
    outcome = attempt()
    with begin(command.domain_id) as tx:
        claim_key(tx, command)
        return commit_outcome(tx, command, outcome.map(tx.deliveries.record))
