"""Request forwarding to the next layer, whose response is passed on."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from flask import Response, request

from seller_orders.adapters.inbound.http.app_context import installation
from seller_orders.adapters.inbound.http.internal_api.public_path import PREFIX_HEADER
from seller_orders.adapters.inbound.http.protection.request_body import content
from seller_orders.adapters.shared.http_client.internal_client import InternalClient

DOMAINS: Final = "/merchant/api/v1/domains"
"""The base path of the merchant operations; the domain id follows."""

_REQUEST_HEADERS: Final = (
    *("Content-Type", "Content-Encoding", "If-Match", "If-None-Match", "Idempotency-Key"),
    *("Webhook-Id", "Webhook-Timestamp", "Webhook-Signature"),
)
_RESPONSE_HEADERS: Final = (
    *("Content-Type", "ETag", "Location", "X-Cache", "Idempotent-Replayed", "Server-Timing"),
    *("Retry-After", "WWW-Authenticate", "Allow", "RateLimit", "RateLimit-Policy"),
)


def forwarded(upstream: InternalClient, prefix: str, headers: Mapping[str, str]) -> Response:
    """Forward the request to the next layer without the path's prefix and return its response."""
    path = quote(request.path.removeprefix(prefix))
    query = request.query_string.decode("latin-1")
    body = content() or None
    method = "GET" if request.method == "HEAD" else request.method
    given = {name: request.headers[name] for name in _REQUEST_HEADERS if name in request.headers}
    with installation().turns.released():
        answer = upstream.ask(
            method,
            f"{path}?{query}" if query else path,
            body,
            {**given, **headers, PREFIX_HEADER: prefix},
        )
    back = {name: answer.headers[name] for name in _RESPONSE_HEADERS if name in answer.headers}
    return Response(answer.body, answer.status, back)
