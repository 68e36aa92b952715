"""Call of a WSGI app with a request that Granian describes in ASGI's terms."""

import sys
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote_to_bytes

from seller_orders.adapters.inbound.http.ambiguous_headers import REPEATED_HEADERS
from seller_orders.adapters.inbound.http.protection.input_stream import RequestInput

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

_CONSTANT: Final[dict[str, Any]] = {
    "SCRIPT_NAME": "",
    "wsgi.version": (1, 0),
    "wsgi.errors": sys.stderr,
    "wsgi.input_terminated": True,
    "wsgi.multiprocess": False,
    "wsgi.multithread": True,
    "wsgi.run_once": False,
}
_WITHOUT_PREFIX: Final = frozenset({"CONTENT_TYPE", "CONTENT_LENGTH"})
_NAMES_KEPT: Final = 1024


def call_wsgi_app(
    app: "WSGIApplication",
    scope: dict[str, Any],
    receive: Callable[[], Any],
    send: Callable[[dict[str, Any]], object],
) -> None:
    """Call the app in this thread, and give the parts of its whole response to ``send``."""
    start: dict[str, Any] = {"type": "http.response.start"}

    def start_response(status: str, headers: list[tuple[str, str]], *_: Any) -> Any:
        start["status"] = int(status[:3])
        start["headers"] = headers

    request_input = RequestInput(receive)
    environ = _environ(scope, request_input)
    try:
        parts: Iterable[bytes] = app(environ, start_response)
        try:
            body = b"".join(parts)
        finally:
            if close := getattr(parts, "close", None):
                close()
    finally:
        request_input.close()
    start["headers"] = [
        (name.encode("latin-1"), value.encode("latin-1")) for name, value in start["headers"]
    ]
    if not request_input.is_read and _has_body(environ):
        # The server closes such a connection. Without the header a client sends into it.
        start["headers"].append((b"connection", b"close"))
    send(start)
    send({"type": "http.response.body", "body": body, "more_body": False})


def _environ(scope: dict[str, Any], request_input: RequestInput) -> "WSGIEnvironment":
    environ = _CONSTANT.copy()
    environ["SERVER_PROTOCOL"] = f"HTTP/{scope['http_version']}"
    environ["SERVER_NAME"], environ["SERVER_PORT"] = scope["server"]
    environ["REMOTE_ADDR"], environ["REMOTE_PORT"] = scope["client"]
    environ["REQUEST_METHOD"] = scope["method"]
    environ["PATH_INFO"] = unquote_to_bytes(scope["raw_path"]).decode("latin-1")
    environ["QUERY_STRING"] = scope["query_string"].decode("latin-1")
    environ["wsgi.url_scheme"] = scope["scheme"]
    environ["wsgi.input"] = request_input
    repeated = environ[REPEATED_HEADERS] = set()
    for raw_name, raw_value in scope["headers"]:
        # CGI names do not tell Content_Length from Content-Length.
        if b"_" in raw_name:
            continue
        name = _variable(raw_name)
        # No header of the API has other characters, so such a value counts as empty.
        value = raw_value.decode("ascii") if raw_value.isascii() else ""
        if name not in environ:
            environ[name] = value
        else:
            repeated.add(name)
            separator = ";" if name == "HTTP_COOKIE" else ","
            environ[name] = f"{environ[name]}{separator}{value}"
    return environ


def _has_body(environ: "WSGIEnvironment") -> bool:
    return "HTTP_TRANSFER_ENCODING" in environ or environ.get("CONTENT_LENGTH", "0") != "0"


@lru_cache(_NAMES_KEPT)
def _variable(header: bytes) -> str:
    """Return the CGI name of a header."""
    name = header.decode("latin-1").upper().replace("-", "_")
    return name if name in _WITHOUT_PREFIX else f"HTTP_{name}"
