"""The Flask app: the layers' routes, the health checks, and an answer to whatever goes wrong."""

import logging
from collections.abc import Callable
from typing import Final

from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from seller_orders.adapters.inbound.http.api.carrier_events import (
    PATH,
    take_forwarded_event,
    take_shipment_event,
)
from seller_orders.adapters.inbound.http.api.docs import docs
from seller_orders.adapters.inbound.http.api.forwarding import DOMAINS
from seller_orders.adapters.inbound.http.api.idempotency import replayed
from seller_orders.adapters.inbound.http.api.openapi import openapi
from seller_orders.adapters.inbound.http.api.problems import RETRY_AFTER_S, problem, refused
from seller_orders.adapters.inbound.http.api.routes import OrderInPath, merchant
from seller_orders.adapters.inbound.http.app_context import EXTENSION, Installation
from seller_orders.adapters.inbound.http.internal_api.routes import core
from seller_orders.adapters.inbound.http.observability.exchange import current_exchange
from seller_orders.adapters.inbound.http.protection.response_headers import add_response_headers
from seller_orders.adapters.inbound.http.request_errors import InvalidRequestError, ProblemError
from seller_orders.adapters.inbound.layers import Layers
from seller_orders.adapters.shared.wire.json_codec import encode
from seller_orders.application.idempotency import (
    AlreadyAnsweredError,
    KeyReusedError,
    RequestInProgressError,
)
from seller_orders.application.ports.outbox import DeliveryError, MessageExistsError
from seller_orders.application.ports.token_verifier import TokensUnavailableError
from seller_orders.application.ports.unit_of_work import (
    OutcomeUnknownError,
    StoreUnavailableError,
)

_log: Final = logging.getLogger("seller_orders.http")

_CODES: Final = {
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
}


def create_app(
    installation: Installation,
    is_ready: Callable[[], bool],
    is_draining: Callable[[], bool] = lambda: False,
    layers: Layers = Layers.ALL,
) -> Flask:
    """Make an app of an installation, as all layers or one; all are described as the gateway is.

    Without a service token nobody could ask the inner layers, and so they are not there.
    ``is_ready`` tells whether its store can serve it, ``is_draining`` whether it is about to stop.
    """
    app = Flask("seller_orders", static_folder=None)
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.url_map.merge_slashes = False
    app.extensions[EXTENSION] = installation
    app.url_map.converters["order"] = OrderInPath
    has_inner = installation.service_token is not None
    if layers.include(Layers.GATEWAY):
        base = f"{DOMAINS}/<domain_id>"
        app.register_blueprint(merchant, name=Layers.GATEWAY, url_prefix=base)
        app.register_blueprint(docs)
    if has_inner and layers.include(Layers.ORCHESTRATOR):
        app.register_blueprint(merchant, name=Layers.ORCHESTRATOR, url_prefix="")
    if has_inner and layers.include(Layers.CORE):
        app.register_blueprint(core)
    app.add_url_rule("/healthz", view_func=_healthy, endpoint="healthz")
    app.add_url_rule("/readyz", view_func=lambda: _ready(is_ready, is_draining), endpoint="readyz")
    if layers.include(Layers.GATEWAY):
        app.add_url_rule(PATH, view_func=take_shipment_event, methods=["POST"])
    elif layers is Layers.ORCHESTRATOR:
        app.add_url_rule(PATH, view_func=take_forwarded_event, methods=["POST"])
    described = Layers.GATEWAY if layers is Layers.ALL else layers
    description = encode(openapi(app, described))
    app.add_url_rule("/openapi.json", view_func=lambda: _json(description), endpoint="openapi")
    add_response_headers(app, is_draining)
    app.register_error_handler(ProblemError, _problem)
    app.register_error_handler(InvalidRequestError, lambda error: refused(error.refusal))
    app.register_error_handler(HTTPException, _http_problem)
    app.register_error_handler(AlreadyAnsweredError, lambda error: replayed(error.answer))
    app.register_error_handler(KeyReusedError, _key_reused)
    app.register_error_handler(RequestInProgressError, _in_progress)
    app.register_error_handler(MessageExistsError, _message_exists)
    app.register_error_handler(StoreUnavailableError, _unavailable)
    app.register_error_handler(OutcomeUnknownError, _unknown)
    app.register_error_handler(TokensUnavailableError, _cannot_check)
    app.register_error_handler(DeliveryError, _carrier_away)
    app.register_error_handler(Exception, _unexpected)
    return app


def _json(document: bytes) -> Response:
    return Response(document, content_type="application/json")


def _healthy() -> Response:
    return _json(b'{"status":"alive"}')


def _ready(is_ready: Callable[[], bool], is_draining: Callable[[], bool]) -> Response:
    if is_draining():
        return _away("This process is about to stop.")
    if is_ready():
        return _json(b'{"status":"ready"}')
    return _away("The database is away, or its schema is behind.")


def _problem(error: ProblemError) -> Response:
    response = problem(error.status, error.code, error.detail)
    response.headers.update(error.headers)
    return response


def _http_problem(error: HTTPException) -> Response:
    status = error.code or 500
    detail = error.description or error.name
    response = problem(status, _CODES.get(status, error.name.lower().replace(" ", "_")), detail)
    for name, value in error.get_headers():
        if name not in {"Content-Type", "Content-Length"}:
            response.headers[name] = value
    return response


def _key_reused(_: KeyReusedError) -> Response:
    detail = "This Idempotency-Key was sent with another body, method or path: use a new one."
    return problem(422, "idempotency_key_reused", detail)


def _in_progress(_: RequestInProgressError) -> Response:
    detail = "The request with this Idempotency-Key is being done: try again for its answer."
    return _retry_later(problem(409, "request_in_progress", detail))


def _message_exists(_: MessageExistsError) -> Response:
    detail = "The domain has a message or an event of that id already: use a new id."
    return problem(409, "message_exists", detail)


def _unavailable(error: StoreUnavailableError) -> Response:
    _log.warning("store unavailable: %s", error)
    return _away("The store is away and nothing has changed: try again.")


def _unknown(error: OutcomeUnknownError) -> Response:
    _log.warning("the store went away while it was committing: %s", error)
    detail = (
        "The store went away just then: all has changed, or nothing. Try again with the same "
        "Idempotency-Key for the answer; without one, look before you try again."
    )
    return _retry_later(problem(503, "outcome_unknown", detail))


def _cannot_check(error: TokensUnavailableError) -> Response:
    _log.warning("tokens cannot be checked: %s", error)
    return _away("The keys that tokens are checked with are away: try again.")


def _carrier_away(error: DeliveryError) -> Response:
    _log.warning("a carrier cannot be asked: %s", error)
    detail = "The carrier does not answer, and nothing has changed: try again."
    return _retry_later(problem(503, "carrier_unavailable", detail))


def _away(detail: str) -> Response:
    return _retry_later(problem(503, "unavailable", detail))


def _retry_later(response: Response) -> Response:
    response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response


def _unexpected(error: Exception) -> Response:
    current_exchange().error = error
    return problem(500, "internal_error", "Something went wrong here; it has been logged.")
