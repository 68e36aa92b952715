"""Replace the secret of a webhook endpoint."""

import logging
from typing import Final

from attrs import frozen
from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from seller_orders.application.commands.create_webhook_endpoint import EndpointWithSecret
from seller_orders.application.commands.update_webhook_endpoint import lock_endpoint
from seller_orders.application.idempotency import IdempotencyKey, claim_key, commit_outcome
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.domain_unit_of_work import BeginDomainUnitOfWork
from seller_orders.application.ports.id_generator import IdGenerator
from seller_orders.application.ports.secret_box import SecretBox, UnreadableSecretError
from seller_orders.application.webhooks.signing_secret import new_signing_secret, place_of_secrets
from seller_orders.domain.refusals import NoSecretKeys, Refusal
from seller_orders.domain.webhook_endpoint import WebhookEndpoint

_log: Final = logging.getLogger("seller_orders.webhook")


@frozen(kw_only=True)
class RotateWebhookSecret:
    """Give a webhook endpoint a new secret; the present one signs, too, for 24 hours.

    Refusals: endpoint_not_found, no_secret_keys.

    >>> rotate = RotateWebhookSecret(domain_id="dom_1", endpoint_id="whe_9")
    >>> orders.webhooks.rotate(rotate).failure().code
    'endpoint_not_found'
    """

    domain_id: str
    endpoint_id: str
    idempotency_key: IdempotencyKey | None = None


@frozen(kw_only=True)
class RotateWebhookSecretHandler:
    """Rotates secrets of webhook endpoints."""

    begin: BeginDomainUnitOfWork
    box: SecretBox
    clock: Clock
    ids: IdGenerator

    def __call__(self, command: RotateWebhookSecret) -> Result[EndpointWithSecret, Refusal]:
        """Return the endpoint and its new secret."""
        with self.begin(command.domain_id) as tx:
            claim_key(tx, command)
            decision = lock_endpoint(tx, command.domain_id, command.endpoint_id).bind(self.rotate)
            if is_successful(decision):
                tx.endpoints.save(decision.unwrap().endpoint)
            return commit_outcome(tx, command, decision)

    def rotate(self, endpoint: WebhookEndpoint) -> Result[EndpointWithSecret, Refusal]:
        """Return the endpoint with a new secret."""
        if not self.box.can_encrypt:
            return Failure(NoSecretKeys())
        secret = new_signing_secret(self.ids.secret())
        encrypted = self.box.encrypt(secret, place_of_secrets(endpoint.domain_id, endpoint.id))
        rotated = endpoint.rotated(encrypted, self.clock.now())
        if not self._is_readable(endpoint):
            rotated = rotated.without_former_secret()
        return Success(EndpointWithSecret(rotated, secret))

    def _is_readable(self, endpoint: WebhookEndpoint) -> bool:
        """Return whether the present secret can sign."""
        try:
            self.box.decrypt(endpoint.secret, place_of_secrets(endpoint.domain_id, endpoint.id))
        except UnreadableSecretError:
            _log.warning("the former secret of webhook endpoint %s is unreadable", endpoint.id)
            return False
        return True
