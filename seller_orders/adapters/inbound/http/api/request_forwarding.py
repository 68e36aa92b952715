"""Forwards requests to the next layer."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from flask import Response, request

from seller_orders.adapters.inbound.http.api.requests import raw_body
from seller_orders.adapters.inbound.http.app_context import current_context
from seller_orders.adapters.inbound.http.forwarded_path import PREFIX_HEADER
from seller_orders.adapters.shared.http_client.internal_client import InternalClient

DOMAINS: Final = "/merchant/api/v1/domains"
"""Path of the domains; the merchant operations of a domain are under its id."""

_REQUEST_HEADERS: Final = (
    *("Content-Type", "Content-Encoding", "If-Match", "If-None-Match", "Idempotency-Key"),
    *("Webhook-Id", "Webhook-Timestamp", "Webhook-Signature"),
)
_RESPONSE_HEADERS: Final = (
    *("Content-Type", "ETag", "Location", "X-Cache", "Idempotent-Replayed", "Server-Timing"),
    *("Retry-After", "WWW-Authenticate", "Allow", "RateLimit", "RateLimit-Policy"),
)


def forwarded(upstream: InternalClient, prefix: str, headers: Mapping[str, str]) -> Response:
    """Send the request to the next layer without the path prefix, and return its response."""
    path = quote(request.path.removeprefix(prefix))
    query = request.query_string.decode("latin-1")
    body = raw_body() or None
    method = "GET" if request.method == "HEAD" else request.method
    given = {name: request.headers[name] for name in _REQUEST_HEADERS if name in request.headers}
    with current_context().concurrency_limit.released():
        response = upstream.request(
            method,
            f"{path}?{query}" if query else path,
            body,
            {**given, **headers, PREFIX_HEADER: prefix},
        )
    back = {name: response.headers[name] for name in _RESPONSE_HEADERS if name in response.headers}
    return Response(response.body, response.status, back)
