"""Send the events since a time to a webhook endpoint again."""

from datetime import datetime

from attrs import evolve, frozen
from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from seller_orders.application.commands.update_webhook_endpoint import lock_endpoint
from seller_orders.application.idempotency import IdempotencyKey, claim_key, commit_outcome
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.domain_unit_of_work import (
    BeginDomainUnitOfWork,
    DomainUnitOfWork,
)
from seller_orders.application.ports.event_log import EventLog, EventPosition
from seller_orders.application.ports.webhook_deliveries import DELIVERIES_KEPT_FOR
from seller_orders.application.webhooks.consumers import RECORDED_WITHIN, replay_consumer
from seller_orders.domain.refusals import (
    EndpointIsDisabled,
    FieldProblem,
    InvalidFields,
    Refusal,
)
from seller_orders.domain.webhook_endpoint import (
    EventReplay,
    WebhookEndpoint,
    problems_of_topics,
)


@frozen(kw_only=True)
class ReplayEvents:
    """Send the events since a time again, those of the endpoint's topics unless others are given.

    A running replay of the endpoint ends. Refusals: endpoint_not_found, endpoint_is_disabled,
    invalid_fields.

    >>> replay = ReplayEvents(domain_id="dom_1", endpoint_id="whe_9", since=order.created_at)
    >>> orders.webhooks.replay(replay).failure().code
    'endpoint_not_found'
    """

    domain_id: str
    endpoint_id: str
    since: datetime
    topics: tuple[str, ...] | None = None
    idempotency_key: IdempotencyKey | None = None


@frozen(kw_only=True)
class ReplayEventsHandler:
    """Starts replays, which the relay carries out from the log."""

    begin: BeginDomainUnitOfWork
    log: EventLog
    clock: Clock

    def __call__(self, command: ReplayEvents) -> Result[EventReplay, Refusal]:
        """Return the replay."""
        # An earlier time is refused below.
        since = max(command.since, self.clock.now() - DELIVERIES_KEPT_FOR)
        start = self.log.before(command.domain_id, since - RECORDED_WITHIN)
        end = self.log.end(command.domain_id)
        with self.begin(command.domain_id) as tx:
            claim_key(tx, command)
            decision = lock_endpoint(tx, command.domain_id, command.endpoint_id).bind(
                lambda endpoint: self.ensure_replayable(endpoint, command, end)
            )
            if is_successful(decision):
                tx.endpoints.save(decision.unwrap())
                self.start(tx, command.endpoint_id, start)
            return commit_outcome(tx, command, decision.map(_replay_of))

    def start(self, tx: DomainUnitOfWork, endpoint_id: str, position: EventPosition) -> None:
        """Begin to read the log at a position, beside the endpoint's own cursor."""
        consumer = replay_consumer(endpoint_id)
        tx.event_cursors.remove(consumer)
        tx.event_cursors.start(consumer)
        tx.event_cursors.rewind(consumer, position)

    def ensure_replayable(
        self, endpoint: WebhookEndpoint, command: ReplayEvents, end: EventPosition
    ) -> Result[WebhookEndpoint, Refusal]:
        """Return the endpoint with the replay."""
        now, topics = self.clock.now(), command.topics or endpoint.topics
        if not now - DELIVERIES_KEPT_FOR <= command.since <= now:
            days = DELIVERIES_KEPT_FOR.days
            detail = f"It must be in the past, at most {days} days ago: events are kept so long."
            return Failure(InvalidFields((FieldProblem("out_of_range", detail, ("since",)),)))
        if problems := problems_of_topics(topics):
            return Failure(InvalidFields(problems))
        if not endpoint.enabled:
            return Failure(EndpointIsDisabled(endpoint.id))
        replay = EventReplay(since=command.since, until=now, topics=topics, end=end.number)
        return Success(evolve(endpoint, replay=replay))


def _replay_of(endpoint: WebhookEndpoint) -> EventReplay:
    assert endpoint.replay is not None, "it was started above"
    return endpoint.replay
