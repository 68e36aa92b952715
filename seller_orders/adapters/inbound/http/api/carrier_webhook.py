"""POST /carriers/{provider_id}/events, signed after Standard Webhooks (standardwebhooks.com)."""

from functools import partial
from typing import Final, TypedDict

import msgspec
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
from seller_orders.adapters.inbound.http.protection.carrier_event_keys import (
    EventKeys,
    TooManyUnverifiedError,
)
from seller_orders.adapters.inbound.http.protection.rate_limits import limit_rate
from seller_orders.adapters.inbound.http.protection.service_auth import authenticate_service
from seller_orders.adapters.inbound.http.request_errors import ProblemError
from seller_orders.adapters.shared.wire.json_codec import Document
from seller_orders.application.access import digest
from seller_orders.application.commands.create_fulfillment import FulfilledOrder
from seller_orders.application.idempotency import AnswerErasedError
from seller_orders.domain.fulfillment import FulfillmentStatus
from seller_orders.domain.refusals import FulfillmentNotFound, OrderNotFound, Refusal
from seller_orders.domain.values import is_identifier

PATH: Final = "/carriers/<provider_id>/events"
EVENT_SENDERS_PATH: Final = "/event-senders"
"""Route of the orchestrator that lists the installation's senders."""

_MAX_EVENT_BYTES: Final = 64 * 1024
_HEADERS: Final = ("webhook-id", "webhook-timestamp", "webhook-signature")


class EventSenders(Document):
    """Carriers, by provider_id, whose events are accepted."""

    carriers: list[str]


class _Addressee(msgspec.Struct):
    domain_id: str


class _AddressedEvent(msgspec.Struct):
    data: _Addressee


_read_addressee: Final = msgspec.json.Decoder(_AddressedEvent).decode


class ShipmentDocument(TypedDict):
    """A fulfillment after an event, with the version of its order."""

    id: str
    status: FulfillmentStatus
    version: int


def receive_carrier_event(provider_id: str) -> Response:
    """Record a carrier's event of one of its shipments; a repeated event is recorded once."""
    with current_context().concurrency_limit.acquired():
        _receive_body(provider_id)
        upstream = current_context().upstream
        if upstream is not None:
            return forwarded(upstream, "", {})
        return _record(provider_id)


def receive_forwarded_event(provider_id: str) -> Response:
    """Record an event that the gateway forwards."""
    authenticate_service(current_context().service_token)
    with current_context().concurrency_limit.acquired():
        _receive_body(provider_id)
        return _record(provider_id)


def list_event_senders() -> Response:
    """List the installation's senders, for gateways of earlier releases."""
    authenticate_service(current_context().service_token)
    return json_response(EventSenders(carriers=_event_keys().of_installation))


def _receive_body(provider_id: str) -> None:
    """Receive the body, which alone says whose event it is; refuse what can be no event before."""
    if not is_identifier(provider_id):
        raise ProblemError(404, "not_found", "This is no provider_id.")
    current_context().body_reader.read(_MAX_EVENT_BYTES)


def _event_keys() -> EventKeys:
    keys = current_context().event_keys
    assert keys is not None, "an app without keys forwards events"
    return keys


def _record(provider_id: str) -> Response:
    domain_id = _authenticate(provider_id)
    command = json_body(ShipmentEvent).command(provider_id)
    if command.domain_id != domain_id:
        raise _wrong_signature()
    record = current_record()
    record.domain_id, record.order_id = command.domain_id, command.order_id
    # Callers' keys have no tab, so no key of a caller equals this one.
    key = f"carrier\t{provider_id}\t{digest(request.headers['webhook-id'])}"
    write = partial(_response, command.fulfillment_id)
    keyed = evolve(command, idempotency_key=key_of_request(key, write))
    try:
        return write(use_cases().report_shipment(keyed))
    except AnswerErasedError:
        # 410 would tell the carrier to send no more events. A report of nothing changes nothing.
        nothing = evolve(command, report=None, tracking={}, note=None)
        return write(use_cases().report_shipment(nothing))


def _authenticate(provider_id: str) -> str | None:
    """Return the domain that the event names, whose carrier signed it within five minutes.

    Raises ProblemError if it did not.
    """
    keys, domain_id = _event_keys(), _named_domain()
    by_installation = keys.installation_key(provider_id)
    is_verified = _is_signed_by(by_installation)
    # An event that names no domain is refused for that, once its signature is right.
    key = by_installation
    if domain_id is not None:
        try:
            key = keys.key(provider_id, domain_id, is_verified=is_verified)
        except TooManyUnverifiedError as error:
            raise _too_many_unverified() from error
    if not (is_verified if key == by_installation else _is_signed_by(key)):
        current_record().credential = "signature"
        raise _wrong_signature()
    if domain_id is not None:
        keys.remember(domain_id)
    current_record().caller = f"carrier:{provider_id}"
    is_shared = key == by_installation
    sender = provider_id if is_shared else f"{domain_id}/{provider_id}"
    limit_rate(current_context().limiter, request.environ, {"carrier": sender})
    return domain_id


def _named_domain() -> str | None:
    try:
        domain_id = _read_addressee(raw_body()).data.domain_id
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    return domain_id if is_identifier(domain_id) else None


def _is_signed_by(key: bytes) -> bool:
    headers = {name: request.headers.get(name, "") for name in _HEADERS}
    try:
        Webhook(key).verify(raw_body(), headers, json_parse=False)
    except (WebhookVerificationError, ValueError):
        return False
    return True


def _wrong_signature() -> ProblemError:
    return ProblemError(
        401,
        "unauthenticated",
        "The signature is missing or wrong, or more than five minutes old. Sign the event with "
        "the secret of the domain's carrier with this provider_id, after Standard Webhooks.",
        headers={"WWW-Authenticate": 'Webhook realm="seller-orders"'},
    )


def _too_many_unverified() -> ProblemError:
    return ProblemError(
        429,
        "rate_limited",
        "Too many events without a verified signature are being received. Send the event again.",
        headers={"Retry-After": "1"},
    )


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
