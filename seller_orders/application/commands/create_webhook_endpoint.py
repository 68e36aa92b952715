"""Create a webhook endpoint."""

from attrs import field, frozen
from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from seller_orders.application.idempotency import IdempotencyKey, claim_key, commit_outcome
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.domain_unit_of_work import (
    BeginDomainUnitOfWork,
    DomainUnitOfWork,
)
from seller_orders.application.ports.id_generator import IdGenerator
from seller_orders.application.ports.secret_box import SecretBox
from seller_orders.application.ports.webhook_sender import WebhookSender
from seller_orders.application.webhooks.signing_secret import new_signing_secret, place_of_secrets
from seller_orders.domain.refusals import (
    FieldProblem,
    InvalidFields,
    NoSecretKeys,
    Refusal,
    TooManyEndpoints,
)
from seller_orders.domain.webhook_endpoint import (
    ALL_TOPICS,
    MAX_ENDPOINTS,
    WebhookEndpoint,
    problems_of_topics,
)


@frozen(kw_only=True)
class CreateWebhookEndpoint:
    """Create a webhook endpoint, which gets the domain's events from then on.

    Refusals: invalid_fields, no_secret_keys, too_many_endpoints.

    >>> create = CreateWebhookEndpoint(domain_id="dom_1", url="https://shop.example/events")
    >>> orders.webhooks.create(create).failure().code
    'no_secret_keys'
    """

    domain_id: str
    url: str = field(repr=False)
    topics: tuple[str, ...] = ALL_TOPICS
    description: str | None = None
    enabled: bool = True
    idempotency_key: IdempotencyKey | None = None


@frozen
class EndpointWithSecret:
    """A webhook endpoint and its new secret, which cannot be read again."""

    endpoint: WebhookEndpoint
    secret: str = field(repr=False)


@frozen(kw_only=True)
class CreateWebhookEndpointHandler:
    """Creates webhook endpoints with secrets of their own."""

    begin: BeginDomainUnitOfWork
    sender: WebhookSender
    box: SecretBox
    clock: Clock
    ids: IdGenerator

    def __call__(self, command: CreateWebhookEndpoint) -> Result[EndpointWithSecret, Refusal]:
        """Return the endpoint and its secret."""
        with self.begin(command.domain_id) as tx:
            claim_key(tx, command)
            decision = self.validate(tx, command).map(lambda _: self.new_endpoint(command))
            if is_successful(decision):
                endpoint = decision.unwrap().endpoint
                tx.endpoints.add(endpoint)
                tx.event_cursors.start(endpoint.id)
            return commit_outcome(tx, command, decision)

    def validate(
        self, tx: DomainUnitOfWork, command: CreateWebhookEndpoint
    ) -> Result[CreateWebhookEndpoint, Refusal]:
        """Refuse bad fields, an installation without keys, and an endpoint too many."""
        problems = (
            *problems_of_url(self.sender, command.url),
            *problems_of_topics(command.topics),
        )
        if problems:
            return Failure(InvalidFields(problems))
        if not self.box.can_encrypt:
            return Failure(NoSecretKeys())
        if tx.endpoints.count(command.domain_id) >= MAX_ENDPOINTS:
            return Failure(TooManyEndpoints(MAX_ENDPOINTS))
        return Success(command)

    def new_endpoint(self, command: CreateWebhookEndpoint) -> EndpointWithSecret:
        """Return the endpoint with a new secret."""
        id, secret = self.ids.new("whe_"), new_signing_secret(self.ids.secret())
        at = self.clock.now()
        endpoint = WebhookEndpoint(
            id=id,
            domain_id=command.domain_id,
            url=command.url,
            topics=command.topics,
            description=command.description,
            enabled=command.enabled,
            created_at=at,
            updated_at=at,
            secret=self.box.encrypt(secret, place_of_secrets(command.domain_id, id)),
        )
        return EndpointWithSecret(endpoint, secret)


def problems_of_url(sender: WebhookSender, url: str) -> tuple[FieldProblem, ...]:
    """Return the problem of an endpoint's URL, if it has one."""
    problem = sender.problem_of(url)
    return () if problem is None else (FieldProblem("invalid_url", problem, ("url",)),)
