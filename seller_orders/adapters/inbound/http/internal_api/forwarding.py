"""Handing a request on to the layer behind: what it says is what the caller is told."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from flask import Response, request

from seller_orders.adapters.inbound.http.app_context import installation
from seller_orders.adapters.inbound.http.internal_api.public_path import PREFIX_HEADER
from seller_orders.adapters.inbound.http.protection.request_body import content
from seller_orders.adapters.shared.http_client.internal_client import InternalClient

DOMAINS: Final = "/merchant/api/v1/domains"
"""Where the merchants' operations are, each domain's under its id."""

_HANDED_ON: Final = (
    *("Content-Type", "Content-Encoding", "If-Match", "If-None-Match", "Idempotency-Key"),
    *("Webhook-Id", "Webhook-Timestamp", "Webhook-Signature"),
)
_HANDED_BACK: Final = (
    *("Content-Type", "ETag", "Location", "X-Cache", "Idempotent-Replayed", "Server-Timing"),
    *("Retry-After", "WWW-Authenticate", "Allow", "RateLimit", "RateLimit-Policy"),
)


def forwarded(upstream: InternalClient, prefix: str, headers: Mapping[str, str]) -> Response:
    """Ask the layer behind the same, at the path without its prefix, and hand its answer back."""
    path = quote(request.path.removeprefix(prefix))
    query = request.query_string.decode("latin-1")
    body = content() or None
    method = "GET" if request.method == "HEAD" else request.method
    given = {name: request.headers[name] for name in _HANDED_ON if name in request.headers}
    with installation().turns.released():
        answer = upstream.request(
            method,
            f"{path}?{query}" if query else path,
            body,
            {**given, **headers, PREFIX_HEADER: prefix},
        )
    back = {name: answer.headers[name] for name in _HANDED_BACK if name in answer.headers}
    return Response(answer.body, answer.status, back)
