"""The Flask app: the gateway, the health checks, and an answer to whatever goes wrong."""

import logging
from collections.abc import Callable
from typing import Final

from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from seller_orders.adapters.inbound.http.gateway import gateway
from seller_orders.adapters.inbound.http.operation import EXTENSION, Installation
from seller_orders.adapters.inbound.http.problems import (
    RETRY_AFTER_S,
    ProblemError,
    problem,
    refused,
)
from seller_orders.adapters.inbound.http.requests import MAX_BODY_BYTES, InvalidRequestError
from seller_orders.application.ports.unit_of_work import StoreUnavailableError

_log: Final = logging.getLogger("seller_orders.http")

_CODES: Final = {
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
    413: "content_too_large",
}


def create_app(installation: Installation, is_ready: Callable[[], bool]) -> Flask:
    """Make an app of an installation; ``is_ready`` tells whether its store can serve it."""
    app = Flask("seller_orders", static_folder=None)
    # One byte more than is allowed: a body of no declared length is cut off there, and so noticed.
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES + 1
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.url_map.merge_slashes = False
    app.extensions[EXTENSION] = installation
    app.register_blueprint(gateway)
    app.add_url_rule("/healthz", view_func=_healthy, endpoint="healthz")
    app.add_url_rule("/readyz", view_func=lambda: _ready(is_ready), endpoint="readyz")
    app.register_error_handler(ProblemError, _problem)
    app.register_error_handler(InvalidRequestError, lambda error: refused(error.refusal))
    app.register_error_handler(HTTPException, _http_problem)
    app.register_error_handler(StoreUnavailableError, _unavailable)
    app.register_error_handler(Exception, _unexpected)
    return app


def _healthy() -> Response:
    return Response(b'{"status":"alive"}', content_type="application/json")


def _ready(is_ready: Callable[[], bool]) -> Response:
    if is_ready():
        return Response(b'{"status":"ready"}', content_type="application/json")
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


def _unavailable(error: StoreUnavailableError) -> Response:
    _log.warning("store unavailable: %s", error)
    return _away("The store is away: try again, with the same key where one was given.")


def _away(detail: str) -> Response:
    response = problem(503, "unavailable", detail)
    response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response


def _unexpected(error: Exception) -> Response:
    _log.error("unexpected error", exc_info=error)
    return problem(500, "internal_error", "Something went wrong here; it has been logged.")
