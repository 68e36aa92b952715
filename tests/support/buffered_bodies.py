"""Requests of a WSGI app that is called without a server."""

from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from flask import Flask

from seller_orders.adapters.inbound.http.protection.input_stream import RequestInput

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def with_buffered_bodies(app: Flask) -> Flask:
    """Let the app read bodies of requests that werkzeug makes, as if the server received them."""
    app.wsgi_app = _Buffered(app.wsgi_app)  # type: ignore[method-assign]
    return app


class _Buffered:
    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> "Iterable[bytes]":
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))

        def receive() -> "Future[dict[str, Any]]":
            received = Future[dict[str, Any]]()
            received.set_result({"type": "http.request", "body": body, "more_body": False})
            return received

        return self._app({**environ, "wsgi.input": RequestInput(receive)}, start_response)
