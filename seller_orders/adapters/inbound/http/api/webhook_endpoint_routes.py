"""Routes of webhook endpoints."""

from typing import Final

from flask import Blueprint, Response
from msgspec import UNSET

from seller_orders.adapters.inbound.http.api.id_list_parameters import IdListParameters, id_page
from seller_orders.adapters.inbound.http.api.operation import Caller, Tag, operation
from seller_orders.adapters.inbound.http.api.request_schemas.empty_body import Nothing
from seller_orders.adapters.inbound.http.api.request_schemas.webhook_endpoints import (
    CreateEndpointRequest,
    UpdateEndpointRequest,
)
from seller_orders.adapters.inbound.http.api.response_schemas.webhook_endpoints import (
    EndpointPageDocument,
    EndpointWithSecretDocument,
)
from seller_orders.adapters.inbound.http.api.responses import (
    created,
    json_response,
    no_content,
    perform,
    respond,
)
from seller_orders.adapters.inbound.http.app_context import domain_use_cases
from seller_orders.adapters.shared.wire.webhook_codec import EndpointDocument, endpoint_document
from seller_orders.application.access import Scope
from seller_orders.application.commands.create_webhook_endpoint import (
    CreateWebhookEndpoint,
    EndpointWithSecret,
)
from seller_orders.application.commands.delete_webhook_endpoint import DeleteWebhookEndpoint
from seller_orders.application.commands.rotate_webhook_secret import RotateWebhookSecret
from seller_orders.application.commands.update_webhook_endpoint import UpdateWebhookEndpoint
from seller_orders.application.queries.list_webhook_endpoints import (
    GetWebhookEndpoint,
    ListWebhookEndpoints,
)
from seller_orders.domain.refusals import EndpointNotFound, NoSecretKeys, TooManyEndpoints
from seller_orders.domain.webhook_endpoint import WebhookEndpoint

webhook_endpoints: Final = Blueprint("webhook_endpoints", __name__)


@webhook_endpoints.post("/webhook-endpoints")
@operation(
    Scope.SETTINGS_WRITE,
    responses={201: EndpointWithSecretDocument},
    refusals=(NoSecretKeys, TooManyEndpoints),
    is_of_core=True,
    tag=Tag.WEBHOOKS,
)
def create_webhook_endpoint(caller: Caller, body: CreateEndpointRequest) -> Response:
    """Create a webhook endpoint.

    It gets the events of its topics from then on. Its secret is in this response alone.
    """
    command = CreateWebhookEndpoint(
        domain_id=caller.domain_id,
        url=body.url,
        topics=body.topics,
        description=body.description or None,
        enabled=body.enabled,
    )
    return perform(
        domain_use_cases().webhooks.create,
        command,
        lambda outcome: created(_with_secret(outcome), outcome.endpoint.id),
        stored=lambda outcome: created(_without_secret(outcome), outcome.endpoint.id),
    )


@webhook_endpoints.get("/webhook-endpoints")
@operation(
    Scope.SETTINGS_READ,
    responses={200: EndpointPageDocument},
    is_of_core=True,
    tag=Tag.WEBHOOKS,
)
def list_webhook_endpoints(caller: Caller, query: IdListParameters) -> Response:
    """List webhook endpoints, oldest first."""
    size = query.page_size
    wanted = ListWebhookEndpoints(domain_id=caller.domain_id, limit=size + 1, after=query.after)
    found = domain_use_cases().webhooks.list(wanted)
    return id_page(
        "webhook_endpoints", found, size, lambda endpoint: endpoint.id, endpoint_document
    )


@webhook_endpoints.get("/webhook-endpoints/<endpoint_id>")
@operation(
    Scope.SETTINGS_READ,
    responses={200: EndpointDocument},
    refusals=(EndpointNotFound,),
    is_of_core=True,
    tag=Tag.WEBHOOKS,
)
def get_webhook_endpoint(caller: Caller, endpoint_id: str) -> Response:
    """Get a webhook endpoint.

    `failing_since` and `disabled_at` show whether it accepts its events.
    """
    query = GetWebhookEndpoint(domain_id=caller.domain_id, endpoint_id=endpoint_id)
    return respond(domain_use_cases().webhooks.get(query), _endpoint)


@webhook_endpoints.patch("/webhook-endpoints/<endpoint_id>")
@operation(
    Scope.SETTINGS_WRITE,
    responses={200: EndpointDocument},
    refusals=(EndpointNotFound,),
    is_of_core=True,
    tag=Tag.WEBHOOKS,
)
def update_webhook_endpoint(
    caller: Caller, endpoint_id: str, body: UpdateEndpointRequest
) -> Response:
    """Change a webhook endpoint.

    If it is enabled again, it gets the events that came meanwhile, too.
    """
    given = body.description
    command = UpdateWebhookEndpoint(
        domain_id=caller.domain_id,
        endpoint_id=endpoint_id,
        url=None if body.url is UNSET else body.url,
        topics=None if body.topics is UNSET else body.topics,
        description=None if given is UNSET else given or "",
        enabled=None if body.enabled is UNSET else body.enabled,
    )
    return perform(domain_use_cases().webhooks.update, command, _endpoint)


@webhook_endpoints.delete("/webhook-endpoints/<endpoint_id>")
@operation(
    Scope.SETTINGS_WRITE,
    responses={204: None},
    refusals=(EndpointNotFound,),
    is_of_core=True,
    tag=Tag.WEBHOOKS,
)
def delete_webhook_endpoint(caller: Caller, endpoint_id: str, body: Nothing | None) -> Response:
    """Delete a webhook endpoint.

    No delivery to it begins after the response.
    """
    command = DeleteWebhookEndpoint(domain_id=caller.domain_id, endpoint_id=endpoint_id)
    return perform(domain_use_cases().webhooks.delete, command, no_content)


@webhook_endpoints.post("/webhook-endpoints/<endpoint_id>/rotate")
@operation(
    Scope.SETTINGS_WRITE,
    responses={200: EndpointWithSecretDocument},
    refusals=(EndpointNotFound, NoSecretKeys),
    is_of_core=True,
    tag=Tag.WEBHOOKS,
)
def rotate_webhook_secret(caller: Caller, endpoint_id: str, body: Nothing | None) -> Response:
    """Replace the secret of a webhook endpoint.

    The new secret is in this response alone. For 24 hours the present one signs, too.
    """
    command = RotateWebhookSecret(domain_id=caller.domain_id, endpoint_id=endpoint_id)
    return perform(
        domain_use_cases().webhooks.rotate,
        command,
        _with_secret,
        stored=_without_secret,
    )


def _endpoint(endpoint: WebhookEndpoint) -> Response:
    return json_response(endpoint_document(endpoint))


def _with_secret(outcome: EndpointWithSecret) -> Response:
    return json_response({**endpoint_document(outcome.endpoint), "secret": outcome.secret})


def _without_secret(outcome: EndpointWithSecret) -> Response:
    return json_response({**endpoint_document(outcome.endpoint), "secret_shown_once": True})
