"""Watching every request from its first moment to its answer, whatever comes of it."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import msgspec
from flask import Flask, Response, request
from uuid_utils import uuid7

from seller_orders.adapters.inbound.http.api.path_templates import path_template
from seller_orders.adapters.inbound.http.observability.exchange import (
    CURRENT,
    Exchange,
    current_exchange,
    opaque,
)
from seller_orders.adapters.inbound.http.observability.trace_context import trace_id_of
from seller_orders.adapters.shared.request_context import start

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_METHODS: Final = frozenset("GET HEAD POST PUT PATCH DELETE OPTIONS TRACE CONNECT".split())

Tell: TypeAlias = Callable[[Exchange], None]
"""Is told of each exchange once it is over."""

Surround: TypeAlias = Callable[[Exchange, "WSGIEnvironment"], AbstractContextManager[object]]
"""Given an exchange as it begins, and its headers, returns what is to surround it: a span."""


class _Coded(msgspec.Struct):
    code: str | None = None


_code_of: Final = msgspec.json.Decoder(_Coded).decode


def watch(app: Flask, tell: Sequence[Tell], surround: Surround | None = None) -> None:
    """Have every request to an app watched, and its id told on its answer."""
    app.after_request(_seen)
    app.wsgi_app = _Watching(  # type: ignore[method-assign]  # as Flask says that it is done
        app.wsgi_app, tell, surround
    )


class _Watching:
    """Stands before the app, so that nothing is answered unseen."""

    def __init__(
        self, app: "WSGIApplication", tell: Sequence[Tell], surround: Surround | None
    ) -> None:
        self._app = app
        self._tell = tell
        self._surround = surround

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        begun = perf_counter()
        exchange = _begun(environ)

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            exchange.status = int(status[:3])
            told = dict(headers)
            exchange.cache = told.get("X-Cache")
            exchange.bytes_sent = int(told.get("Content-Length", 0))
            headers.append(("X-Request-Id", exchange.request_id))
            return start_response(status, headers, *more)

        token = CURRENT.set(exchange)
        try:
            if self._surround is None:
                return self._app(environ, start)
            with self._surround(exchange, environ):
                return self._app(environ, start)
        finally:
            exchange.duration_s = perf_counter() - begun
            for tell in self._tell:
                tell(exchange)
            CURRENT.reset(token)


def _begun(environ: "WSGIEnvironment") -> Exchange:
    method = environ["REQUEST_METHOD"]
    traceparent = environ.get("HTTP_TRACEPARENT")
    exchange = Exchange(
        request_id=opaque(environ.get("HTTP_X_REQUEST_ID")) or str(uuid7()),
        method=method if method in _METHODS else "other",
        trace_id=trace_id_of(traceparent) if traceparent else None,
    )
    trace = {"traceparent": traceparent} if traceparent and exchange.trace_id else {}
    start({"X-Request-Id": exchange.request_id, **trace})
    return exchange


def _seen(response: Response) -> Response:
    exchange = current_exchange()
    rule, path = request.url_rule, request.view_args
    if rule is not None and path is not None:
        exchange.operation = rule.endpoint.rpartition(".")[2]
        exchange.route = path_template(rule.rule)
        exchange.domain_id = exchange.domain_id or opaque(path.get("domain_id"))
        exchange.order_id = exchange.order_id or opaque(path.get("order_id"))
    if response.status_code >= 400 and response.content_type == "application/problem+json":
        exchange.code = _code_of(response.get_data()).code
    return response
