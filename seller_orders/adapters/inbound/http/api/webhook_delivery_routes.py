"""Routes of the deliveries to a webhook endpoint: list and test."""

from typing import Final, TypeAlias

from attrs import astuple
from flask import Blueprint, Response

from seller_orders.adapters.inbound.http.api.cursors import read_cursor, write_cursor
from seller_orders.adapters.inbound.http.api.operation import Caller, Tag, operation
from seller_orders.adapters.inbound.http.api.request_schemas.empty_body import Nothing
from seller_orders.adapters.inbound.http.api.request_schemas.webhook_endpoints import (
    DeliveryListParameters,
)
from seller_orders.adapters.inbound.http.api.response_schemas.webhook_endpoints import (
    DeliveryPageDocument,
)
from seller_orders.adapters.inbound.http.api.responses import json_response, perform, respond
from seller_orders.adapters.inbound.http.app_context import domain_use_cases
from seller_orders.adapters.shared.wire.field_types import Identifier, Timestamp
from seller_orders.adapters.shared.wire.webhook_codec import DeliveryDocument, delivery_document
from seller_orders.application.access import Scope
from seller_orders.application.commands.ping_webhook_endpoint import PingWebhookEndpoint
from seller_orders.application.ports.webhook_deliveries import (
    DeliveryFilters,
    DeliveryPosition,
    WebhookDelivery,
)
from seller_orders.application.queries.list_webhook_deliveries import (
    ListWebhookDeliveries,
    WebhookDeliveryPage,
)
from seller_orders.domain.refusals import EndpointNotFound

webhook_deliveries: Final = Blueprint("webhook_deliveries", __name__)

_Position: TypeAlias = tuple[Timestamp, Identifier]


@webhook_deliveries.get("/webhook-endpoints/<endpoint_id>/deliveries")
@operation(
    Scope.SETTINGS_READ,
    responses={200: DeliveryPageDocument},
    refusals=(EndpointNotFound,),
    is_of_core=True,
    tag=Tag.WEBHOOKS,
)
def list_webhook_deliveries(
    caller: Caller, endpoint_id: str, query: DeliveryListParameters
) -> Response:
    """List the deliveries to a webhook endpoint.

    Each attempt of the last 30 days is an entry, the newest first.
    """
    wanted = ListWebhookDeliveries(
        domain_id=caller.domain_id,
        endpoint_id=endpoint_id,
        filters=DeliveryFilters(
            event_id=query.event_id,
            failed=None if query.failed is None else bool(query.failed),
        ),
        limit=int(query.limit or 20),
        after=None if query.cursor is None else _position(query.cursor),
    )
    return respond(domain_use_cases().webhooks.list_deliveries(wanted), _page)


@webhook_deliveries.post("/webhook-endpoints/<endpoint_id>/test")
@operation(
    Scope.SETTINGS_WRITE,
    responses={200: DeliveryDocument},
    refusals=(EndpointNotFound,),
    is_of_core=True,
    tag=Tag.WEBHOOKS,
)
def test_webhook_endpoint(caller: Caller, endpoint_id: str, body: Nothing | None) -> Response:
    """Send a ping to a webhook endpoint now.

    Returns the status and the time of its response, or the error. The response's body is not shown.
    """
    command = PingWebhookEndpoint(domain_id=caller.domain_id, endpoint_id=endpoint_id)
    return perform(domain_use_cases().webhooks.ping, command, webhook_delivery)


def _position(cursor: str) -> DeliveryPosition:
    attempted_at, delivery_id = read_cursor(cursor, _Position)
    return DeliveryPosition(attempted_at.utc, delivery_id)


def _page(page: WebhookDeliveryPage) -> Response:
    next_cursor = None if page.next is None else write_cursor(astuple(page.next))
    found = [delivery_document(each) for each in page.deliveries]
    return json_response({"deliveries": found, "next_cursor": next_cursor})


def webhook_delivery(delivery: WebhookDelivery) -> Response:
    """Return an attempt."""
    return json_response(delivery_document(delivery))
