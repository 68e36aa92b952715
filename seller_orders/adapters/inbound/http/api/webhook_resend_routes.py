"""Routes that send events to a webhook endpoint again."""

from typing import Final

from flask import Blueprint, Response
from msgspec import UNSET

from seller_orders.adapters.inbound.http.api.operation import Caller, Tag, operation
from seller_orders.adapters.inbound.http.api.request_schemas.empty_body import Nothing
from seller_orders.adapters.inbound.http.api.request_schemas.webhook_endpoints import ReplayRequest
from seller_orders.adapters.inbound.http.api.response_schemas.webhook_endpoints import (
    ReplayDocument,
)
from seller_orders.adapters.inbound.http.api.responses import json_response, perform
from seller_orders.adapters.inbound.http.api.webhook_delivery_routes import webhook_delivery
from seller_orders.adapters.inbound.http.app_context import domain_use_cases
from seller_orders.adapters.shared.wire.webhook_codec import DeliveryDocument
from seller_orders.application.access import Scope
from seller_orders.application.commands.replay_events import ReplayEvents
from seller_orders.application.commands.retry_webhook_delivery import RetryWebhookDelivery
from seller_orders.domain.refusals import (
    DeliveryNotFound,
    EndpointIsDisabled,
    EndpointNotFound,
    EventExpired,
)
from seller_orders.domain.webhook_endpoint import EventReplay

webhook_resends: Final = Blueprint("webhook_resends", __name__)


@webhook_resends.post("/webhook-endpoints/<endpoint_id>/deliveries/<delivery_id>/retry")
@operation(
    Scope.SETTINGS_WRITE,
    responses={200: DeliveryDocument},
    refusals=(EndpointNotFound, DeliveryNotFound, EventExpired),
    is_of_core=True,
    tag=Tag.WEBHOOKS,
)
def retry_webhook_delivery(
    caller: Caller, endpoint_id: str, delivery_id: str, body: Nothing | None
) -> Response:
    """Send the event of a delivery again now.

    The event has the same id, so that a receiver recognises it. Returns the new attempt.
    """
    command = RetryWebhookDelivery(
        domain_id=caller.domain_id, endpoint_id=endpoint_id, delivery_id=delivery_id
    )
    return perform(domain_use_cases().webhooks.retry, command, webhook_delivery)


@webhook_resends.post("/webhook-endpoints/<endpoint_id>/replay")
@operation(
    Scope.SETTINGS_WRITE,
    responses={202: ReplayDocument},
    refusals=(EndpointNotFound, EndpointIsDisabled),
    is_of_core=True,
    tag=Tag.WEBHOOKS,
)
def replay_events(caller: Caller, endpoint_id: str, body: ReplayRequest) -> Response:
    """Send all events since a time again.

    They are sent beside new events, under the same ids, and in order per order. Another replay
    replaces one that is still running.
    """
    command = ReplayEvents(
        domain_id=caller.domain_id,
        endpoint_id=endpoint_id,
        since=body.since.utc,
        topics=None if body.topics is UNSET else body.topics,
    )
    return perform(domain_use_cases().webhooks.replay, command, _replay)


def _replay(replay: EventReplay) -> Response:
    response = json_response(
        ReplayDocument(since=replay.since, until=replay.until, topics=[*replay.topics])
    )
    response.status_code = 202
    return response
