"""The operations on webhook endpoints, on a SQL database."""

from sqlalchemy import Engine

from seller_orders.adapters.outbound.sql.domain_unit_of_work import domain_units_of_work
from seller_orders.adapters.outbound.sql.webhooks.deliveries import SqlWebhookDeliveries
from seller_orders.adapters.outbound.sql.webhooks.endpoints import SqlWebhookEndpointReader
from seller_orders.application.commands.create_webhook_endpoint import CreateWebhookEndpointHandler
from seller_orders.application.commands.delete_webhook_endpoint import DeleteWebhookEndpointHandler
from seller_orders.application.commands.ping_webhook_endpoint import PingWebhookEndpointHandler
from seller_orders.application.commands.rotate_webhook_secret import RotateWebhookSecretHandler
from seller_orders.application.commands.update_webhook_endpoint import UpdateWebhookEndpointHandler
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.id_generator import IdGenerator
from seller_orders.application.queries.list_webhook_deliveries import ListWebhookDeliveriesHandler
from seller_orders.application.queries.list_webhook_endpoints import (
    GetWebhookEndpointHandler,
    ListWebhookEndpointsHandler,
)
from seller_orders.application.webhook_attempts import WebhookAttempts
from seller_orders.application.webhook_operations import WebhookOperations
from seller_orders.bootstrap.merchant_use_cases import retried


def webhook_operations(
    engine: Engine, attempts: WebhookAttempts, clock: Clock, ids: IdGenerator
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
        list_endpoints=ListWebhookEndpointsHandler(endpoints=endpoints),
        update=retried(UpdateWebhookEndpointHandler(begin=begin, sender=sender, clock=clock)),
        delete=retried(DeleteWebhookEndpointHandler(begin=begin)),
        rotate=retried(RotateWebhookSecretHandler(begin=begin, box=box, clock=clock, ids=ids)),
        # Not retried: an attempt would be made twice.
        ping=PingWebhookEndpointHandler(begin=begin, endpoints=endpoints, attempts=attempts),
        list_deliveries=ListWebhookDeliveriesHandler(endpoints=endpoints, deliveries=deliveries),
    )
