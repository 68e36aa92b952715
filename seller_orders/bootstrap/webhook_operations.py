"""The operations on webhook endpoints, on a SQL database."""

from collections.abc import Callable

from sqlalchemy import Engine

from seller_orders.adapters.outbound.memory.recent_endpoints import RecentEndpoints
from seller_orders.adapters.outbound.sql.domain_unit_of_work import domain_units_of_work
from seller_orders.adapters.outbound.sql.webhooks.deliveries import SqlWebhookDeliveries
from seller_orders.adapters.outbound.sql.webhooks.endpoints import SqlWebhookEndpointReader
from seller_orders.application.commands.create_webhook_endpoint import CreateWebhookEndpointHandler
from seller_orders.application.commands.delete_webhook_endpoint import DeleteWebhookEndpointHandler
from seller_orders.application.commands.finish_replays import FinishReplaysHandler
from seller_orders.application.commands.ping_webhook_endpoint import PingWebhookEndpointHandler
from seller_orders.application.commands.record_webhook_deliveries import (
    RecordDeliveriesHandler,
    RecordTogether,
)
from seller_orders.application.commands.replay_events import ReplayEventsHandler
from seller_orders.application.commands.retry_webhook_delivery import RetryWebhookDeliveryHandler
from seller_orders.application.commands.rotate_webhook_secret import RotateWebhookSecretHandler
from seller_orders.application.commands.update_webhook_endpoint import UpdateWebhookEndpointHandler
from seller_orders.application.operations.webhooks import WebhookOperations
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.event_log import EventLog
from seller_orders.application.ports.id_generator import IdGenerator
from seller_orders.application.queries.list_webhook_deliveries import ListWebhookDeliveriesHandler
from seller_orders.application.queries.list_webhook_endpoints import (
    GetWebhookEndpointHandler,
    ListWebhookEndpointsHandler,
)
from seller_orders.application.webhooks.attempts import WebhookAttempts
from seller_orders.application.webhooks.consumers import WebhookConsumers
from seller_orders.application.webhooks.endpoint_deliveries import DeliverToEndpoint
from seller_orders.application.webhooks.propagation_delay import settled
from seller_orders.bootstrap.merchant_use_cases import retried
from seller_orders.bootstrap.secret_box import secret_box
from seller_orders.bootstrap.webhook_sender import LazyWebhookSender
from seller_orders.settings import Settings


def webhook_attempts(settings: Settings, clock: Clock, ids: IdGenerator) -> WebhookAttempts:
    """Return what sends an event to an endpoint once."""
    return WebhookAttempts(
        sender=LazyWebhookSender(clock, allow_private=settings.webhook_allow_private),
        box=secret_box(settings),
        clock=clock,
        ids=ids,
    )


def webhook_operations(
    engine: Engine, log: EventLog, attempts: WebhookAttempts, clock: Clock, ids: IdGenerator
) -> WebhookOperations:
    """Return the operations; attempts are made by ``attempts``."""
    begin = domain_units_of_work(engine, clock)
    endpoints = SqlWebhookEndpointReader(engine)
    deliveries = SqlWebhookDeliveries(engine)
    sender, box = attempts.sender, attempts.box
    return WebhookOperations(
        create=retried(
            CreateWebhookEndpointHandler(begin=begin, sender=sender, box=box, clock=clock, ids=ids)
        ),
        get=GetWebhookEndpointHandler(endpoints=endpoints),
        list=ListWebhookEndpointsHandler(endpoints=endpoints),
        update=settled(
            retried(UpdateWebhookEndpointHandler(begin=begin, sender=sender, clock=clock))
        ),
        delete=settled(retried(DeleteWebhookEndpointHandler(begin=begin))),
        rotate=settled(
            retried(RotateWebhookSecretHandler(begin=begin, box=box, clock=clock, ids=ids))
        ),
        # Not retried: an attempt would be made twice.
        ping=PingWebhookEndpointHandler(begin=begin, endpoints=endpoints, attempts=attempts),
        list_deliveries=ListWebhookDeliveriesHandler(endpoints=endpoints, deliveries=deliveries),
        retry=RetryWebhookDeliveryHandler(
            begin=begin, endpoints=endpoints, deliveries=deliveries, log=log, attempts=attempts
        ),
        replay=retried(ReplayEventsHandler(begin=begin, log=log, clock=clock)),
    )


def webhook_consumers(engine: Engine, attempts: WebhookAttempts, clock: Clock) -> WebhookConsumers:
    """Return the endpoints as consumers of the event log."""
    endpoints = SqlWebhookEndpointReader(engine)
    begin = domain_units_of_work(engine, clock)
    record = RecordTogether(retried(RecordDeliveriesHandler(begin=begin)))
    recent = RecentEndpoints(endpoints)
    deliver = DeliverToEndpoint(endpoints=recent, attempts=attempts, record=record)
    return WebhookConsumers(endpoints=endpoints, begin=deliver.begin)


def replay_finisher(engine: Engine, clock: Clock) -> Callable[[], None]:
    """Return the function that ends replays."""
    begin, endpoints = domain_units_of_work(engine, clock), SqlWebhookEndpointReader(engine)
    return FinishReplaysHandler(begin=begin, endpoints=endpoints)
