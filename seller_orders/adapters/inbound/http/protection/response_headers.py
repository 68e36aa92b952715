"""WSGI middleware that adds headers to every response.

Appending a tuple here is cheaper than setting a header on Flask's response.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from flask import Flask

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_HEADERS: Final = "seller_orders.headers"


def set_response_headers(environ: "WSGIEnvironment", headers: Mapping[str, str]) -> None:
    """Set additional headers of the response to a request, including error responses.

    A second call replaces the first.
    """
    environ[_HEADERS] = headers


def add_response_headers(app: Flask, is_draining: Callable[[], bool]) -> None:
    """Add Cache-Control, nosniff and the headers of ``set_response_headers`` to all responses.

    During shutdown also add Connection: close.
    """
    app.wsgi_app = _HeaderMiddleware(app.wsgi_app, is_draining)  # type: ignore[method-assign]


class _HeaderMiddleware:
    def __init__(self, app: "WSGIApplication", is_draining: Callable[[], bool]) -> None:
        self._app = app
        self._is_draining = is_draining

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            headers.append(("X-Content-Type-Options", "nosniff"))
            if not any(name == "Cache-Control" for name, _ in headers):
                # Orders hold personal data: no cache may store them.
                headers.append(("Cache-Control", "no-store"))
            headers.extend(environ.get(_HEADERS, {}).items())
            if self._is_draining():
                # Clients then reconnect, and the load balancer picks another process.
                headers.append(("Connection", "close"))
            return start_response(status, headers, *more)

        return self._app(environ, start)
