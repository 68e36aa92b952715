"""Requests to an app in this thread, through the product's WSGI call, without Granian."""

import os
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import msgspec

from bench.profiled_operations import Request
from seller_orders.adapters.inbound.server.wsgi_call import call_wsgi_app

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_STDERR: Final = 2
_SUCCESSES: Final = frozenset({200, 201})


class DirectCalls:
    """Calls of an app, with the keys of its domains. Another status than 200 or 201 ends all."""

    def __init__(self, app: "WSGIApplication", keys: Mapping[str, str]) -> None:
        self._app = app
        self._keys = keys

    def prepare(self, request: Request) -> tuple[dict[str, Any], bytes]:
        """Return the scope and the body that Granian would make of the request."""
        body = b"" if request.body is None else msgspec.json.encode(request.body)
        path, _, query = request.path.partition("?")
        headers = [
            (b"host", b"localhost"),
            (b"content-length", str(len(body)).encode()),
            (b"authorization", f"Bearer {self._keys[request.domain_id]}".encode()),
        ]
        if body:
            headers.append((b"content-type", b"application/json"))
        scope = {
            "http_version": "1.1",
            "scheme": "http",
            "server": ("127.0.0.1", "80"),
            "client": ("127.0.0.1", "80"),
            "method": request.method,
            "raw_path": f"/merchant/api/v1/domains/{request.domain_id}{path}".encode(),
            "query_string": query.encode(),
            "headers": headers,
        }
        return scope, body

    def call(self, scope: dict[str, Any], body: bytes) -> None:
        """Call the app with a prepared request."""
        sent: list[dict[str, Any]] = []

        def receive() -> "Future[dict[str, Any]]":
            received = Future[dict[str, Any]]()
            received.set_result({"type": "http.request", "body": body, "more_body": False})
            return received

        call_wsgi_app(self._app, scope, receive, sent.append)
        if sent[0]["status"] not in _SUCCESSES:
            raise SystemExit(f"answered {sent[0]['status']}: {sent[1]['body'][:500]!r}")


@contextmanager
def discarded_log() -> Iterator[None]:
    """Discard what this process writes to standard error."""
    kept, nowhere = os.dup(_STDERR), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, _STDERR)
    try:
        yield
    finally:
        os.dup2(kept, _STDERR)
        os.close(kept)
        os.close(nowhere)
