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
    """List a page of a domain's webhook endpoints, oldest first, after the id ``after``."""

    domain_id: str
    limit: int = 20
    after: str = ""


@frozen
class WebhookEndpointPage:
    """Endpoints in sequence; ``next`` is the last id if there are more, else None."""

    endpoints: Sequence[WebhookEndpoint]
    next: str | None


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

    def __call__(self, query: ListWebhookEndpoints) -> WebhookEndpointPage:
        """Return the page."""
        found = self.endpoints.some(query.domain_id, query.limit + 1, query.after)
        shown = found[: query.limit]
        return WebhookEndpointPage(shown, shown[-1].id if len(found) > query.limit else None)
