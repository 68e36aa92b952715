"""Forwards requests to the next layer."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote, urlencode

from flask import Response, request

from seller_orders.adapters.inbound.http.api.requests import raw_body
from seller_orders.adapters.inbound.http.app_context import current_context, is_draining
from seller_orders.adapters.inbound.http.forwarded_path import PREFIX_HEADER
from seller_orders.adapters.shared.http_client.exchange import HttpResponse
from seller_orders.adapters.shared.http_client.internal_client import (
    GivenUpError,
    InternalClient,
)

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

_WAIT: Final = "wait"
"""Query parameter of a long poll."""


def forwarded(upstream: InternalClient, prefix: str, headers: Mapping[str, str]) -> Response:
    """Send the request to the next layer without the path prefix, and return its response."""
    path = quote(request.path.removeprefix(prefix))
    query = request.query_string.decode("latin-1")
    body = raw_body() or None
    method = "GET" if request.method == "HEAD" else request.method
    given = {name: request.headers[name] for name in _REQUEST_HEADERS if name in request.headers}
    sent = {**given, **headers, PREFIX_HEADER: prefix}
    with current_context().concurrency_limit.released():
        if method == "GET" and _WAIT in request.args:
            response = _waited_for(upstream, path, query, sent)
        else:
            response = upstream.request(method, f"{path}?{query}" if query else path, body, sent)
    back = {name: response.headers[name] for name in _RESPONSE_HEADERS if name in response.headers}
    return Response(response.body, response.status, back)


def _waited_for(
    upstream: InternalClient, path: str, query: str, headers: Mapping[str, str]
) -> HttpResponse:
    """Return the response to a long poll, which is not held any longer as this process stops."""
    try:
        return upstream.read_unless(is_draining, f"{path}?{query}", headers)
    except GivenUpError:
        others = [each for each in request.args.items(multi=True) if each[0] != _WAIT]
        return upstream.request("GET", f"{path}?{urlencode(others)}", headers=headers)
