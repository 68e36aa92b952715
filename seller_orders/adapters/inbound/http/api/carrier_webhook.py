"""POST /carriers/{provider_id}/events, signed after Standard Webhooks (standardwebhooks.com)."""

from functools import partial
from typing import Final, TypedDict

from attrs import evolve
from flask import Response, request
from returns.result import Result
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from seller_orders.adapters.inbound.http.api.carrier_event_schema import ShipmentEvent
from seller_orders.adapters.inbound.http.api.idempotency import key_of_request
from seller_orders.adapters.inbound.http.api.request_forwarding import forwarded
from seller_orders.adapters.inbound.http.api.requests import json_body, raw_body
from seller_orders.adapters.inbound.http.api.responses import json_response, respond
from seller_orders.adapters.inbound.http.app_context import current_context, use_cases
from seller_orders.adapters.inbound.http.observability.request_record import current_record
from seller_orders.adapters.inbound.http.protection.event_senders import EventSenders
from seller_orders.adapters.inbound.http.protection.rate_limits import limit_rate
from seller_orders.adapters.inbound.http.protection.service_auth import authenticate_service
from seller_orders.adapters.inbound.http.request_errors import ProblemError
from seller_orders.application.access import digest
from seller_orders.application.commands.create_fulfillment import FulfilledOrder
from seller_orders.domain.fulfillment import FulfillmentStatus
from seller_orders.domain.refusals import FulfillmentNotFound, OrderNotFound, Refusal

PATH: Final = "/carriers/<provider_id>/events"
_HEADERS: Final = ("webhook-id", "webhook-timestamp", "webhook-signature")


class ShipmentDocument(TypedDict):
    """A fulfillment after an event, with the version of its order."""

    id: str
    status: FulfillmentStatus
    version: int


def receive_carrier_event(provider_id: str) -> Response:
    """Record a carrier's event of one of its shipments; a repeated event is recorded once."""
    # An unknown sender is refused before its body is read: only the body shows who has signed it.
    _ensure_known(provider_id)
    with current_context().concurrency_limit.acquired():
        upstream = current_context().upstream
        if upstream is not None:
            return forwarded(upstream, "", {})
        return _record(provider_id)


def receive_forwarded_event(provider_id: str) -> Response:
    """Record an event that the gateway forwards."""
    authenticate_service(current_context().service_token)
    _ensure_known(provider_id)
    with current_context().concurrency_limit.acquired():
        return _record(provider_id)


def list_event_senders() -> Response:
    """List the senders whose events are accepted, for the gateway."""
    authenticate_service(current_context().service_token)
    return json_response(EventSenders(carriers=sorted(current_context().carrier_keys)))


def _ensure_known(provider_id: str) -> None:
    if provider_id not in current_context().event_carriers:
        raise ProblemError(
            404, "not_found", "No carrier of this provider_id is configured to send events."
        )


def _record(provider_id: str) -> Response:
    _authenticate(provider_id)
    command = json_body(ShipmentEvent).command(provider_id)
    record = current_record()
    record.domain_id, record.order_id = command.domain_id, command.order_id
    # Callers' keys have no tab, so no key of a caller equals this one.
    key = f"carrier\t{provider_id}\t{digest(request.headers['webhook-id'])}"
    write = partial(_response, command.fulfillment_id)
    keyed = evolve(command, idempotency_key=key_of_request(key, write))
    return write(use_cases().report_shipment(keyed))


def _authenticate(provider_id: str) -> None:
    """Raise ProblemError unless the carrier signed the event within the last five minutes."""
    key = current_context().carrier_keys[provider_id]
    headers = {name: request.headers.get(name, "") for name in _HEADERS}
    try:
        Webhook(key).verify(raw_body(), headers, json_parse=False)
    except (WebhookVerificationError, ValueError) as error:
        current_record().credential = "signature"
        raise ProblemError(
            401,
            "unauthenticated",
            "The signature is missing or wrong, or more than five minutes old. Sign the event with "
            "this carrier's secret, after Standard Webhooks.",
            headers={"WWW-Authenticate": 'Webhook realm="seller-orders"'},
        ) from error
    current_record().caller = f"carrier:{provider_id}"
    limit_rate(current_context().limiter, {"carrier": provider_id})


def _response(fulfillment_id: str, outcome: Result[FulfilledOrder, Refusal]) -> Response:
    # A carrier must not learn which orders of others exist.
    return respond(
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
    return json_response(
        ShipmentDocument(
            id=done.fulfillment.id, status=done.fulfillment.status, version=done.order.version
        )
    )
