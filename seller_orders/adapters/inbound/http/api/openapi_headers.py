"""Headers of requests and responses in the OpenAPI document."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from seller_orders.adapters.inbound.http.api.operation import Operation
from seller_orders.adapters.inbound.http.api.response_schemas.settings import DomainSettingsView
from seller_orders.adapters.shared.wire.order_codec import OrderDetail

_TEXT: Final = {"type": "string"}
_SECONDS: Final = {"type": "integer", "minimum": 1}

REQUEST_HEADERS: Final[Mapping[str, Mapping[str, Any]]] = {
    "Idempotency-Key": {
        "description": (
            "A key of your choice, new for each request that you mean. A retry with the same key "
            "gets the first response again, and the change is made once."
        ),
        # Leading and trailing spaces are no part of a header's value.
        "schema": {
            "type": "string",
            "maxLength": 255,
            "pattern": "^[!-~]([ -~]*[!-~])?$",
            # An empty key in the quoted form of the Idempotency-Key draft.
            "not": {"const": '""'},
        },
    },
    "If-Match": {
        "description": (
            "`ETag` of the version to change. If another one is the current one, the response is "
            "412 and nothing changes."
        ),
        "schema": _TEXT,
    },
    "If-None-Match": {
        "description": "`ETag` of your version. The response is 304 if it is current.",
        "schema": _TEXT,
    },
}

RESPONSE_HEADERS: Final[Mapping[str, Mapping[str, Any]]] = {
    "ETag": {
        "description": 'Version, quoted: `"3"`. Send it in `If-Match`.',
        "required": True,
        "schema": _TEXT,
        "example": '"3"',
    },
    "Location": {
        "description": "Path of the new resource.",
        "required": True,
        "schema": _TEXT,
        "example": "/merchant/api/v1/domains/dom_1/orders/ord_1001",
    },
    "X-Cache": {
        "description": "Use of the cache: `hit`, `miss`, or `bypass` if it is unavailable.",
        "required": True,
        "schema": {"type": "string", "enum": ["hit", "miss", "bypass"]},
    },
    "WWW-Authenticate": {
        "description": "Authentication scheme and the reason of the refusal.",
        "required": True,
        "schema": _TEXT,
        "example": 'Bearer realm="seller-orders"',
    },
    "Retry-After": {
        "description": "Seconds to wait before the next attempt.",
        "required": True,
        "schema": _SECONDS,
        "example": 1,
    },
    "Idempotent-Replayed": {
        "description": "`true` if this is the stored response of an earlier request.",
        "schema": {"type": "string", "enum": ["true"]},
    },
    "RateLimit": {
        "description": (
            "Remaining requests `r` and seconds `t` until the limit resets. Absent without a limit."
        ),
        "schema": _TEXT,
        "example": '"domain";r=999;t=1',
    },
    "RateLimit-Policy": {
        "description": "Limit: `q` requests in `w` seconds. Absent without a limit.",
        "schema": _TEXT,
        "example": '"domain";q=1000;w=1',
    },
    "X-Request-Id": {
        "description": "Id of the request: that of the request, or a new one.",
        "schema": _TEXT,
        "example": "0199e0c2f4a27d1fa1f2",
    },
    "Server-Timing": {
        "description": "Steps of the operation and their durations in milliseconds.",
        "schema": _TEXT,
        "example": "get_order;dur=0.8",
    },
}

_OF_STATUS: Final[Mapping[int, tuple[str, ...]]] = {
    201: ("Location",),
    401: ("WWW-Authenticate",),
    429: ("Retry-After",),
    503: ("Retry-After",),
}
_ALWAYS: Final = ("RateLimit", "RateLimit-Policy", "X-Request-Id")
_BEFORE_LIMITS: Final = frozenset({401, 403})
"""Statuses of refusals before a request is counted."""


def response_headers(operation: Operation, status: int, *, is_change: bool) -> dict[str, Any]:
    """Return references to the headers of an operation's response."""
    return {
        name: {"$ref": f"#/components/headers/{name}"}
        for name in _names(operation, status, is_change=is_change)
    }


def _names(operation: Operation, status: int, *, is_change: bool) -> Iterable[str]:
    yield from _OF_STATUS.get(status, ())
    if status == 304 or _has_version(operation.responses.get(status)):
        yield "ETag"
    if status < 400 and 304 in operation.responses and operation.responses[200] is OrderDetail:
        yield "X-Cache"
    if is_change and (status < 400 or status in {404, 409, 412, 422}):
        yield "Idempotent-Replayed"
    if status < 400:
        yield "Server-Timing"
    yield from (each for each in _ALWAYS if status not in _BEFORE_LIMITS or each == "X-Request-Id")


def _has_version(document: Any) -> bool:
    is_versioned = document in (OrderDetail, DomainSettingsView)
    return is_versioned or "order" in getattr(document, "__annotations__", ())
