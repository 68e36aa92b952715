"""Get and list webhook endpoints."""

from collections.abc import Sequence

from attrs import frozen
from returns.result import Failure, Result, Success

from seller_orders.application.ports.webhook_endpoints import WebhookEndpointReader
from seller_orders.domain.refusals import EndpointNotFound
from seller_orders.domain.webhook_endpoint import WebhookEndpoint


@frozen(kw_only=True)
class GetWebhookEndpoint:
    """Get a webhook endpoint, without its secret. Refusals: endpoint_not_found."""

    domain_id: str
    endpoint_id: str


@frozen(kw_only=True)
class ListWebhookEndpoints:
    """List the webhook endpoints of a domain, oldest first, from the one after the id ``after``."""

    domain_id: str
    limit: int
    after: str | None = None


@frozen(kw_only=True)
class GetWebhookEndpointHandler:
    """Reads a webhook endpoint."""

    endpoints: WebhookEndpointReader

    def __call__(self, query: GetWebhookEndpoint) -> Result[WebhookEndpoint, EndpointNotFound]:
        """Return the endpoint."""
        found = self.endpoints.get(query.domain_id, query.endpoint_id)
        return Failure(EndpointNotFound(query.endpoint_id)) if found is None else Success(found)


@frozen(kw_only=True)
class ListWebhookEndpointsHandler:
    """Reads webhook endpoints."""

    endpoints: WebhookEndpointReader

    def __call__(self, query: ListWebhookEndpoints) -> Sequence[WebhookEndpoint]:
        """Return at most ``limit`` endpoints."""
        return self.endpoints.some(query.domain_id, query.limit, query.after or "")
