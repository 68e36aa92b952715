"""WSGI middleware that records each request and passes the record to observers."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import msgspec
from flask import Flask, Response, request
from uuid_utils import uuid7

from seller_orders.adapters.inbound.http.observability.request_record import (
    CURRENT_RECORD,
    RequestRecord,
    current_record,
    opaque,
)
from seller_orders.adapters.inbound.http.observability.trace_context import trace_id_of
from seller_orders.adapters.inbound.http.path_templates import path_template
from seller_orders.adapters.shared.request_context import start

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_METHODS: Final = frozenset("GET HEAD POST PUT PATCH DELETE OPTIONS TRACE CONNECT".split())

RequestObserver: TypeAlias = Callable[[RequestRecord], None]
"""Observer that is called with the record of each finished request."""

RequestSpan: TypeAlias = Callable[
    [RequestRecord, "WSGIEnvironment"], AbstractContextManager[object]
]
"""Returns the context in which a request runs, such as a span."""


class _CodeMember(msgspec.Struct):
    code: str | None = None


_code_of: Final = msgspec.json.Decoder(_CodeMember).decode


def install_observers(
    app: Flask, observers: Sequence[RequestObserver], span: RequestSpan | None = None
) -> None:
    """Pass a record of each request to the observers, and add X-Request-Id to its response."""
    app.after_request(_record_response)
    app.wsgi_app = _ObserverMiddleware(  # type: ignore[method-assign]  # Flask's documented way
        app.wsgi_app, observers, span
    )


class _ObserverMiddleware:
    """Wraps the whole app, so that requests without a route are recorded, too."""

    def __init__(
        self, app: "WSGIApplication", observers: Sequence[RequestObserver], span: RequestSpan | None
    ) -> None:
        self._app = app
        self._observers = observers
        self._span = span

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        began = perf_counter()
        record = _new_record(environ)

        def start_recorded(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            record.status = int(status[:3])
            values = dict(headers)
            record.cache = values.get("X-Cache")
            record.bytes_sent = int(values.get("Content-Length", 0))
            headers.append(("X-Request-Id", record.request_id))
            return start_response(status, headers, *more)

        token = CURRENT_RECORD.set(record)
        try:
            if self._span is None:
                return self._app(environ, start_recorded)
            with self._span(record, environ):
                return self._app(environ, start_recorded)
        finally:
            record.duration_s = perf_counter() - began
            for observe in self._observers:
                observe(record)
            CURRENT_RECORD.reset(token)


def _new_record(environ: "WSGIEnvironment") -> RequestRecord:
    method = environ["REQUEST_METHOD"]
    traceparent = environ.get("HTTP_TRACEPARENT")
    record = RequestRecord(
        request_id=opaque(environ.get("HTTP_X_REQUEST_ID")) or str(uuid7()),
        method=method if method in _METHODS else "other",
        trace_id=trace_id_of(traceparent) if traceparent else None,
    )
    trace = {"traceparent": traceparent} if traceparent and record.trace_id else {}
    start({"X-Request-Id": record.request_id, **trace})
    return record


def _record_response(response: Response) -> Response:
    record = current_record()
    rule, path = request.url_rule, request.view_args
    if rule is not None and path is not None:
        record.set_route(rule.endpoint.rpartition(".")[2], path_template(rule.rule), path)
    if response.status_code >= 400 and response.content_type == "application/problem+json":
        record.code = _code_of(response.get_data()).code
    return response
