"""What every answer says beside what it is about.

Said where an answer leaves the app: a header there is a pair in a list, and costs a fraction of
what it does on Flask's response.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from flask import Flask, request

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_OF_THIS_ANSWER: Final = "seller_orders.headers"


def tell(headers: Mapping[str, str]) -> None:
    """Have the answer to the current request say this, whatever it will be."""
    request.environ[_OF_THIS_ANSWER] = headers


def add_response_headers(app: Flask, is_draining: Callable[[], bool]) -> None:
    """Have all answers of an app say how they may be kept, and that it is about to stop."""
    app.wsgi_app = _Saying(app.wsgi_app, is_draining)  # type: ignore[method-assign]


class _Saying:
    def __init__(self, app: "WSGIApplication", is_draining: Callable[[], bool]) -> None:
        self._app = app
        self._is_draining = is_draining

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            # Orders are not for a browser's cache, nor is anything to be taken for what it is not.
            headers.append(("X-Content-Type-Options", "nosniff"))
            if not any(name == "Cache-Control" for name, _ in headers):
                headers.append(("Cache-Control", "no-store"))
            headers.extend(environ.get(_OF_THIS_ANSWER, {}).items())
            if self._is_draining():
                # Who has a connection open is told to open its next one elsewhere.
                headers.append(("Connection", "close"))
            return start_response(status, headers, *more)

        return self._app(environ, start)
