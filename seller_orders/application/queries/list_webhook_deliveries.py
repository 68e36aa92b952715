"""List the deliveries of a webhook endpoint."""

from collections.abc import Sequence

from attrs import frozen
from returns.result import Failure, Result, Success

from seller_orders.application.ports.webhook_deliveries import (
    DeliveryFilters,
    DeliveryPosition,
    WebhookDeliveries,
    WebhookDelivery,
)
from seller_orders.application.ports.webhook_endpoints import WebhookEndpointReader
from seller_orders.domain.refusals import EndpointNotFound

_ANY = DeliveryFilters()


@frozen(kw_only=True)
class ListWebhookDeliveries:
    """List a page of the attempts of the last 30 days, newest first, after the former page's next.

    Refusals: endpoint_not_found.

    >>> wanted = ListWebhookDeliveries(domain_id="dom_1", endpoint_id="whe_9")
    >>> orders.webhooks.list_deliveries(wanted).failure().code
    'endpoint_not_found'
    """

    domain_id: str
    endpoint_id: str
    filters: DeliveryFilters = _ANY
    limit: int = 20
    after: DeliveryPosition | None = None


@frozen
class WebhookDeliveryPage:
    """Attempts in sequence; ``next`` is the position of the rest, None at the end."""

    deliveries: Sequence[WebhookDelivery]
    next: DeliveryPosition | None


@frozen(kw_only=True)
class ListWebhookDeliveriesHandler:
    """Reads the deliveries of endpoints that exist."""

    endpoints: WebhookEndpointReader
    deliveries: WebhookDeliveries

    def __call__(
        self, query: ListWebhookDeliveries
    ) -> Result[WebhookDeliveryPage, EndpointNotFound]:
        """Return the page."""
        if self.endpoints.get(query.domain_id, query.endpoint_id) is None:
            return Failure(EndpointNotFound(query.endpoint_id))
        found = self.deliveries.find(
            query.domain_id, query.endpoint_id, query.filters, query.limit + 1, query.after
        )
        shown = found[: query.limit]
        is_last = len(found) <= query.limit
        return Success(WebhookDeliveryPage(shown, None if is_last else _position(shown[-1])))


def _position(delivery: WebhookDelivery) -> DeliveryPosition:
    return DeliveryPosition(delivery.attempted_at, delivery.id)
