"""The Flask app: routes of the layers, health checks and error handlers."""

import logging
from collections.abc import Callable
from functools import cache
from typing import Final

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from seller_orders.adapters.inbound.http.ambiguous_headers import refuse_ambiguous_headers
from seller_orders.adapters.inbound.http.api.carrier_webhook import (
    EVENT_SENDERS_PATH,
    PATH,
    list_event_senders,
    receive_carrier_event,
    receive_forwarded_event,
)
from seller_orders.adapters.inbound.http.api.docs import docs
from seller_orders.adapters.inbound.http.api.domain_admin_routes import admin
from seller_orders.adapters.inbound.http.api.domain_resources import domain_resources
from seller_orders.adapters.inbound.http.api.idempotency import replayed
from seller_orders.adapters.inbound.http.api.openapi import openapi
from seller_orders.adapters.inbound.http.api.problems import RETRY_AFTER_S, problem, refused
from seller_orders.adapters.inbound.http.api.request_forwarding import DOMAINS
from seller_orders.adapters.inbound.http.api.routes import OrderIdConverter, merchant
from seller_orders.adapters.inbound.http.app_context import DRAINING, EXTENSION, AppContext
from seller_orders.adapters.inbound.http.cross_origin import allow_origins
from seller_orders.adapters.inbound.http.fast_order_reads import serve_reads_directly
from seller_orders.adapters.inbound.http.internal_api.routes import core
from seller_orders.adapters.inbound.http.observability.request_record import current_record
from seller_orders.adapters.inbound.http.protection.response_headers import add_response_headers
from seller_orders.adapters.inbound.http.request_errors import InvalidRequestError, ProblemError
from seller_orders.adapters.inbound.http.synchronous_flask import SynchronousFlask
from seller_orders.adapters.inbound.layers import Layers
from seller_orders.adapters.shared.wire.compiled_types import compile_types
from seller_orders.adapters.shared.wire.json_codec import encode
from seller_orders.application.idempotency import (
    AlreadyHandledError,
    AnswerErasedError,
    KeyReusedError,
    RequestInProgressError,
)
from seller_orders.application.ports.key_lookup import KeyLookUpBusyError
from seller_orders.application.ports.outbox import DeliveryError, MessageExistsError
from seller_orders.application.ports.password_hasher import PasswordHasherBusyError
from seller_orders.application.ports.token_verifier import TokensUnavailableError
from seller_orders.application.ports.unit_of_work import (
    ChangesTooLargeError,
    OutcomeUnknownError,
    StoreUnavailableError,
)

_log: Final = logging.getLogger("seller_orders.http")

_CODES: Final = {
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
}
_DETAILS: Final = {
    404: "No resource has this path. /openapi.json lists the paths.",
    405: "This path does not support the method. The Allow header lists the methods.",
}


def create_app(
    context: AppContext,
    is_ready: Callable[[], bool],
    is_draining: Callable[[], bool] = lambda: False,
    layers: Layers = Layers.ALL,
) -> Flask:
    """Create an app that serves all layers or one.

    Without a service token the routes of the inner layers are left out.
    ``is_ready`` checks the store; ``is_draining`` returns whether the process is shutting down.
    /openapi.json describes the gateway's operations if the app serves all layers.
    """
    compile_types()
    app = SynchronousFlask("seller_orders")
    app.extensions[EXTENSION] = context
    app.extensions[DRAINING] = is_draining
    app.url_map.converters["order"] = OrderIdConverter
    has_inner_layers = context.service_token is not None
    if layers.include(Layers.GATEWAY):
        allow_origins(app, context.cors_origins)
        base = f"{DOMAINS}/<domain_id>"
        app.register_blueprint(merchant, name=Layers.GATEWAY, url_prefix=base)
        app.register_blueprint(domain_resources, name="domain", url_prefix=base)
        app.register_blueprint(docs)
    if has_inner_layers and layers.include(Layers.ORCHESTRATOR):
        app.register_blueprint(merchant, name=Layers.ORCHESTRATOR, url_prefix="")
    if has_inner_layers and layers.include(Layers.CORE):
        app.register_blueprint(core)
        app.register_blueprint(domain_resources, name="domain_of_core", url_prefix="")
    if layers.include(Layers.GATEWAY) or layers.include(Layers.CORE):
        app.register_blueprint(admin)
    app.add_url_rule("/healthz", view_func=_healthz, endpoint="healthz")
    app.add_url_rule("/readyz", view_func=lambda: _readyz(is_ready, is_draining), endpoint="readyz")
    # These endpoints are the names of the operations in metrics and logs.
    if layers.include(Layers.GATEWAY):
        app.add_url_rule(PATH, "take_shipment_event", receive_carrier_event, methods=["POST"])
    elif layers is Layers.ORCHESTRATOR:
        app.add_url_rule(PATH, "take_forwarded_event", receive_forwarded_event, methods=["POST"])
        app.add_url_rule(EVENT_SENDERS_PATH, "list_event_senders", list_event_senders)
    described = Layers.GATEWAY if layers is Layers.ALL else layers
    # Described at the first request: that takes longer than to create the app.
    description = cache(lambda: encode(openapi(app, described)))
    app.add_url_rule("/openapi.json", view_func=lambda: _json(description()), endpoint="openapi")
    app.before_request(lambda: refuse_ambiguous_headers(request.environ))
    if layers is Layers.ALL and context.use_cases is not None:
        serve_reads_directly(app, context, context.use_cases)
    add_response_headers(app, is_draining)
    app.register_error_handler(ProblemError, _problem)
    app.register_error_handler(InvalidRequestError, lambda error: refused(error.refusal))
    app.register_error_handler(HTTPException, _http_problem)
    app.register_error_handler(AlreadyHandledError, lambda error: replayed(error.answer))
    app.register_error_handler(AnswerErasedError, _answer_erased)
    app.register_error_handler(KeyReusedError, _key_reused)
    app.register_error_handler(RequestInProgressError, _in_progress)
    app.register_error_handler(MessageExistsError, _message_exists)
    app.register_error_handler(StoreUnavailableError, _store_unavailable)
    app.register_error_handler(ChangesTooLargeError, _changes_too_large)
    app.register_error_handler(OutcomeUnknownError, _outcome_unknown)
    app.register_error_handler(TokensUnavailableError, _tokens_unavailable)
    app.register_error_handler(KeyLookUpBusyError, _key_look_up_busy)
    app.register_error_handler(PasswordHasherBusyError, _password_hasher_busy)
    app.register_error_handler(DeliveryError, _carrier_unavailable)
    app.register_error_handler(Exception, _unexpected)
    return app


def _json(document: bytes) -> Response:
    return Response(document, content_type="application/json")


def _healthz() -> Response:
    return _json(b'{"status":"alive"}')


def _readyz(is_ready: Callable[[], bool], is_draining: Callable[[], bool]) -> Response:
    if is_draining():
        return _unavailable("This process is shutting down. Send requests to another.")
    if is_ready():
        return _json(b'{"status":"ready"}')
    return _unavailable(
        "The database or the next layer cannot be reached, or the schema is not up to date."
    )


def _problem(error: ProblemError) -> Response:
    response = problem(error.status, error.code, error.detail)
    response.headers.update(error.headers)
    return response


def _http_problem(error: HTTPException) -> Response:
    status = error.code or 500
    detail = _DETAILS.get(status) or error.description or error.name
    response = problem(status, _CODES.get(status, error.name.lower().replace(" ", "_")), detail)
    for name, value in error.get_headers():
        if name not in {"Content-Type", "Content-Length"}:
            response.headers[name] = value
    return response


def _answer_erased(_: AnswerErasedError) -> Response:
    detail = (
        "The request with this Idempotency-Key was handled. Its response was erased with the data "
        "of a customer: read the order for its present state."
    )
    return problem(410, "answer_erased", detail)


def _key_reused(_: KeyReusedError) -> Response:
    detail = (
        "This Idempotency-Key was used with another body, method or path. "
        "Use a new key for a new request."
    )
    return problem(422, "idempotency_key_reused", detail)


def _in_progress(_: RequestInProgressError) -> Response:
    detail = (
        "A request with this Idempotency-Key is still in progress. Retry later to get its response."
    )
    return _retry_later(problem(409, "request_in_progress", detail))


def _message_exists(_: MessageExistsError) -> Response:
    detail = "The domain already has a message or event with this id. Use a new id."
    return problem(409, "message_exists", detail)


def _store_unavailable(error: StoreUnavailableError) -> Response:
    _log.warning("store unavailable: %s", error)
    return _unavailable("The service is temporarily unavailable. Nothing was changed. Retry.")


def _changes_too_large(_: ChangesTooLargeError) -> Response:
    detail = (
        "The orders are too large to be changed by one request. Nothing was changed. "
        "Change fewer orders at a time."
    )
    return problem(413, "content_too_large", detail)


def _outcome_unknown(error: OutcomeUnknownError) -> Response:
    _log.warning("the connection to the store was lost during commit: %s", error)
    detail = (
        "The connection was lost during commit: the change is applied in full or not at all. "
        "Retry with the same Idempotency-Key; without one, read the order first."
    )
    return _retry_later(problem(503, "outcome_unknown", detail))


def _tokens_unavailable(error: TokensUnavailableError) -> Response:
    _log.warning("tokens cannot be verified: %s", error)
    return _unavailable("The keys that verify tokens cannot be fetched. Retry.")


def _key_look_up_busy(_: KeyLookUpBusyError) -> Response:
    detail = (
        "Too many requests with unknown API keys. Retry: a valid key is known once it was found."
    )
    return _retry_later(problem(503, "too_many_unknown_keys", detail))


def _password_hasher_busy(_: PasswordHasherBusyError) -> Response:
    detail = "Too many passwords are being hashed. Nothing was changed. Retry the request."
    return _retry_later(problem(503, "too_many_passwords", detail))


def _carrier_unavailable(error: DeliveryError) -> Response:
    _log.warning("a carrier is unavailable: %s", error)
    detail = "The carrier does not respond. Nothing was changed. Retry the request."
    return _retry_later(problem(503, "carrier_unavailable", detail))


def _unavailable(detail: str) -> Response:
    return _retry_later(problem(503, "unavailable", detail))


def _retry_later(response: Response) -> Response:
    response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response


def _unexpected(error: Exception) -> Response:
    current_record().error = error
    return problem(
        500,
        "internal_error",
        "An internal error occurred and was logged. Retry, and report X-Request-Id if it recurs.",
    )
