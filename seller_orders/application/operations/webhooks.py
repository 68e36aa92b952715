"""Operations on the webhook endpoints of domains."""

from collections.abc import Callable, Sequence

from attrs import frozen
from returns.result import Result

from seller_orders.application.commands.create_webhook_endpoint import (
    CreateWebhookEndpoint,
    EndpointWithSecret,
)
from seller_orders.application.commands.delete_webhook_endpoint import DeleteWebhookEndpoint
from seller_orders.application.commands.ping_webhook_endpoint import PingWebhookEndpoint
from seller_orders.application.commands.replay_events import ReplayEvents
from seller_orders.application.commands.retry_webhook_delivery import RetryWebhookDelivery
from seller_orders.application.commands.rotate_webhook_secret import RotateWebhookSecret
from seller_orders.application.commands.update_webhook_endpoint import UpdateWebhookEndpoint
from seller_orders.application.ports.webhook_deliveries import WebhookDelivery
from seller_orders.application.queries.list_webhook_deliveries import (
    ListWebhookDeliveries,
    WebhookDeliveryPage,
)
from seller_orders.application.queries.list_webhook_endpoints import (
    GetWebhookEndpoint,
    ListWebhookEndpoints,
)
from seller_orders.domain.refusals import EndpointNotFound, Refusal
from seller_orders.domain.webhook_endpoint import EventReplay, WebhookEndpoint


@frozen(kw_only=True)
class WebhookOperations:
    """Operations on webhook endpoints and on the deliveries to them.

    Each takes its command or query, whose docstring lists its refusals.

    >>> operations: WebhookOperations = orders.webhooks
    >>> operations.list(ListWebhookEndpoints(domain_id="dom_1", limit=20))
    []
    >>> wanted = GetWebhookEndpoint(domain_id="dom_1", endpoint_id="whe_9")
    >>> operations.get(wanted).failure().code
    'endpoint_not_found'
    """

    create: Callable[[CreateWebhookEndpoint], Result[EndpointWithSecret, Refusal]]
    get: Callable[[GetWebhookEndpoint], Result[WebhookEndpoint, EndpointNotFound]]
    list: Callable[[ListWebhookEndpoints], Sequence[WebhookEndpoint]]
    update: Callable[[UpdateWebhookEndpoint], Result[WebhookEndpoint, Refusal]]
    delete: Callable[[DeleteWebhookEndpoint], Result[WebhookEndpoint, Refusal]]
    rotate: Callable[[RotateWebhookSecret], Result[EndpointWithSecret, Refusal]]
    ping: Callable[[PingWebhookEndpoint], Result[WebhookDelivery, Refusal]]
    list_deliveries: Callable[
        [ListWebhookDeliveries], Result[WebhookDeliveryPage, EndpointNotFound]
    ]
    retry: Callable[[RetryWebhookDelivery], Result[WebhookDelivery, Refusal]]
    replay: Callable[[ReplayEvents], Result[EventReplay, Refusal]]
