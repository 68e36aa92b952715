"""Change a webhook endpoint."""

from typing import Any

from attrs import evolve, field, frozen
from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from seller_orders.application.commands.create_webhook_endpoint import problems_of_url
from seller_orders.application.idempotency import IdempotencyKey, claim_key, commit_outcome
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.domain_unit_of_work import (
    BeginDomainUnitOfWork,
    DomainUnitOfWork,
)
from seller_orders.application.ports.webhook_sender import WebhookSender
from seller_orders.domain.refusals import EndpointNotFound, InvalidFields, Refusal
from seller_orders.domain.webhook_endpoint import WebhookEndpoint, problems_of_topics


@frozen(kw_only=True)
class UpdateWebhookEndpoint:
    """Change some fields of a webhook endpoint; None keeps a field.

    An empty description removes it. Enabling clears the failures; the endpoint then gets the events
    that came while it was disabled, too. Refusals: endpoint_not_found, invalid_fields.

    >>> disable = UpdateWebhookEndpoint(domain_id="dom_1", endpoint_id="whe_9", enabled=False)
    >>> orders.webhooks.update(disable).failure().code
    'endpoint_not_found'
    """

    domain_id: str
    endpoint_id: str
    url: str | None = field(default=None, repr=False)
    topics: tuple[str, ...] | None = None
    description: str | None = None
    enabled: bool | None = None
    idempotency_key: IdempotencyKey | None = None


@frozen(kw_only=True)
class UpdateWebhookEndpointHandler:
    """Changes webhook endpoints, one change after the other."""

    begin: BeginDomainUnitOfWork
    sender: WebhookSender
    clock: Clock

    def __call__(self, command: UpdateWebhookEndpoint) -> Result[WebhookEndpoint, Refusal]:
        """Return the changed endpoint."""
        with self.begin(command.domain_id) as tx:
            claim_key(tx, command)
            found = lock_endpoint(tx, command.domain_id, command.endpoint_id)
            decision = found.bind(lambda endpoint: self.change(endpoint, command))
            if is_successful(decision):
                tx.endpoints.save(decision.unwrap())
                if decision.unwrap().enabled and not found.unwrap().enabled:
                    tx.event_cursors.resume(command.endpoint_id)
            return commit_outcome(tx, command, decision)

    def change(
        self, endpoint: WebhookEndpoint, command: UpdateWebhookEndpoint
    ) -> Result[WebhookEndpoint, Refusal]:
        """Return the endpoint with the given fields."""
        problems = (
            *(() if command.url is None else problems_of_url(self.sender, command.url)),
            *(() if command.topics is None else problems_of_topics(command.topics)),
        )
        if problems:
            return Failure(InvalidFields(problems))
        given: dict[str, Any] = {
            "url": command.url,
            "topics": command.topics,
            "description": command.description,
        }
        changes = {name: value for name, value in given.items() if value is not None}
        if command.description == "":
            changes["description"] = None
        at = self.clock.now()
        changed = evolve(endpoint, **changes)
        if command.enabled is not None:
            changed = changed.switched(at, enabled=command.enabled)
        return Success(changed if changed == endpoint else evolve(changed, updated_at=at))


def lock_endpoint(
    tx: DomainUnitOfWork, domain_id: str, endpoint_id: str
) -> Result[WebhookEndpoint, Refusal]:
    """Lock and return an endpoint, or refuse."""
    endpoint = tx.endpoints.lock(domain_id, endpoint_id)
    return Failure(EndpointNotFound(endpoint_id)) if endpoint is None else Success(endpoint)
