"""POST /carriers/{provider_id}/events, signed as Standard Webhooks (standardwebhooks.com)."""

from functools import partial
from typing import Final, TypedDict

from attrs import evolve
from flask import Response, request
from returns.result import Result
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from seller_orders.adapters.inbound.http.api.carrier_event_schema import ShipmentEvent
from seller_orders.adapters.inbound.http.api.forwarding import forwarded
from seller_orders.adapters.inbound.http.api.idempotency import once_under
from seller_orders.adapters.inbound.http.api.requests import body, raw_body
from seller_orders.adapters.inbound.http.api.responses import answer, json_answer
from seller_orders.adapters.inbound.http.app_context import installation, use_cases
from seller_orders.adapters.inbound.http.observability.exchange import current_exchange
from seller_orders.adapters.inbound.http.protection.rate_limits import limit_rate
from seller_orders.adapters.inbound.http.protection.service_auth import admit_service
from seller_orders.adapters.inbound.http.request_errors import ProblemError
from seller_orders.application.access import digest
from seller_orders.application.commands.create_fulfillment import FulfilledOrder
from seller_orders.domain.fulfillment import FulfillmentStatus
from seller_orders.domain.refusals import FulfillmentNotFound, OrderNotFound, Refusal

PATH: Final = "/carriers/<provider_id>/events"
_HEADERS: Final = ("webhook-id", "webhook-timestamp", "webhook-signature")


class ShipmentDocument(TypedDict):
    """A fulfillment as it is after an event, and its order's version."""

    id: str
    status: FulfillmentStatus
    version: int


def take_shipment_event(provider_id: str) -> Response:
    """Keep what a carrier says of one of its shipments: an event that comes again, once."""
    with installation().concurrency_limit.one():
        upstream = installation().upstream
        if upstream is not None:
            return forwarded(upstream, "", {})
        return _taken(provider_id)


def take_forwarded_event(provider_id: str) -> Response:
    """Keep what the gateway hands on."""
    admit_service(installation().service_token)
    with installation().concurrency_limit.one():
        return _taken(provider_id)


def _taken(provider_id: str) -> Response:
    _admit(provider_id)
    command = body(ShipmentEvent).command(provider_id)
    exchange = current_exchange()
    exchange.domain_id, exchange.order_id = command.domain_id, command.order_id
    # No key of a caller has a tab in it.
    key = f"carrier\t{provider_id}\t{digest(request.headers['webhook-id'])}"
    write = partial(_written, command.fulfillment_id)
    keyed = evolve(command, idempotency_key=once_under(key, write))
    return write(use_cases().report_shipment(keyed))


def _admit(provider_id: str) -> None:
    """Go on only with an event that its carrier has signed, within the last five minutes."""
    key = installation().carrier_keys.get(provider_id)
    if key is None:
        raise ProblemError(404, "not_found", "No carrier of that name sends events.")
    headers = {name: request.headers.get(name, "") for name in _HEADERS}
    try:
        Webhook(key).verify(raw_body(), headers, json_parse=False)
    except (WebhookVerificationError, ValueError) as error:
        current_exchange().credential = "signature"
        raise ProblemError(
            401,
            "unauthenticated",
            "The event is not signed with this carrier's secret, or not within five minutes.",
            headers={"WWW-Authenticate": 'Webhook realm="seller-orders"'},
        ) from error
    current_exchange().caller = f"carrier:{provider_id}"
    limit_rate(installation().limiter, {"carrier": provider_id})


def _written(fulfillment_id: str, outcome: Result[FulfilledOrder, Refusal]) -> Response:
    # Which orders there are that are none of its own is not for a carrier to know.
    return answer(
        outcome.alt(
            lambda refusal: (
                FulfillmentNotFound(fulfillment_id)
                if isinstance(refusal, OrderNotFound)
                else refusal
            )
        ),
        _shipment,
    )


def _shipment(done: FulfilledOrder) -> Response:
    return json_answer(
        ShipmentDocument(
            id=done.fulfillment.id, status=done.fulfillment.status, version=done.order.version
        )
    )
