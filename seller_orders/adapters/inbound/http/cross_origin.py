"""Cross-origin requests (CORS) of scripts in web pages of named origins."""

import re
from collections.abc import Sequence
from typing import Final

from flask import Flask, Response, request

from seller_orders.adapters.inbound.http.api.request_forwarding import DOMAINS

_PATHS: Final = (f"{DOMAINS}/.*", "/openapi.json")
_METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
_REQUEST_HEADERS: Final = (
    *("Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match"),
    *("X-Request-Id", "traceparent", "tracestate"),
)
_RESPONSE_HEADERS: Final = (
    *("ETag", "Location", "Idempotent-Replayed", "RateLimit", "RateLimit-Policy", "Retry-After"),
    *("Server-Timing", "WWW-Authenticate", "X-Cache", "X-Request-Id"),
)
# No browser caches a preflight response for longer than two hours.
_PREFLIGHT_CACHED_S: Final = 7200


def allow_origins(app: Flask, origins: Sequence[str]) -> None:
    """Allow scripts of some web origins, or of all by ``*``, to call the API.

    Preflight requests need no credential and are not counted. Credentials of browsers, such as
    cookies, are never allowed: a script sends its own Authorization.
    """
    if not origins:
        return
    # Imported here because few installations need it.
    from flask_cors import CORS

    is_any = tuple(origins) == ("*",)
    CORS(
        app,
        resources=[*_PATHS],
        # flask-cors would take an IPv6 address for a regular expression.
        origins="*" if is_any else [re.compile(rf"{re.escape(each)}\Z") for each in origins],
        send_wildcard=is_any,
        methods=_METHODS,
        allow_headers=_REQUEST_HEADERS,
        expose_headers=_RESPONSE_HEADERS,
        max_age=_PREFLIGHT_CACHED_S,
        always_send=False,
    )
    app.before_request(_preflight)


def _preflight() -> Response | None:
    """Answer a preflight request before it reaches a route; flask-cors adds the headers."""
    if (
        request.method == "OPTIONS"
        and "Origin" in request.headers
        and "Access-Control-Request-Method" in request.headers
    ):
        response = Response(status=204)
        del response.headers["Content-Type"]
        return response
    return None
