"""Problem responses (RFC 9457)."""

from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

from flask import Response

from seller_orders.adapters.inbound.http.api.response_schemas.bulk_report import BulkFailureDocument
from seller_orders.adapters.inbound.http.forwarded_path import public_path
from seller_orders.adapters.shared.wire.json_codec import encode, pointer
from seller_orders.domain.refusals import (
    BelowFulfilled,
    BulkFailed,
    BulkFailure,
    CursorExpired,
    DeliveryNotFound,
    DomainNotFound,
    EndpointNotFound,
    EventExpired,
    ExceedsOwnScopes,
    FieldProblem,
    FulfillmentNotFound,
    HoldNotFound,
    InvalidFields,
    ItemNotFound,
    KeyNotFound,
    LogInRefused,
    NotViewOwner,
    OnHold,
    OrderNotFound,
    QuantityExceedsExpected,
    QuantityExceedsRemaining,
    QuantityExceedsReturnable,
    RefundNotFound,
    Refusal,
    ReturnNotFound,
    ShippingAlreadyRefunded,
    TooManyLogIns,
    TotalBelowZero,
    UnitsAlreadyRefunded,
    UnitsNotShipped,
    UserNotFound,
    VersionMismatch,
    ViewNotFound,
)

RETRY_AFTER_S: Final = 1

_STATUSES: Final[dict[type[Refusal], int]] = {
    OrderNotFound: 404,
    FulfillmentNotFound: 404,
    ItemNotFound: 404,
    HoldNotFound: 404,
    RefundNotFound: 404,
    ReturnNotFound: 404,
    KeyNotFound: 404,
    UserNotFound: 404,
    ViewNotFound: 404,
    LogInRefused: 401,
    ExceedsOwnScopes: 403,
    NotViewOwner: 403,
    TooManyLogIns: 429,
    DomainNotFound: 404,
    EndpointNotFound: 404,
    DeliveryNotFound: 404,
    EventExpired: 410,
    VersionMismatch: 412,
    CursorExpired: 410,
    QuantityExceedsRemaining: 409,
    ShippingAlreadyRefunded: 409,
    UnitsNotShipped: 409,
    UnitsAlreadyRefunded: 409,
    BelowFulfilled: 409,
    OnHold: 409,
    QuantityExceedsExpected: 409,
    QuantityExceedsReturnable: 409,
    TotalBelowZero: 409,
    InvalidFields: 422,
    Refusal: 409,
}
"""HTTP status of each refusal; a class without an entry has that of its nearest ancestor."""


# Characters that RFC 3986 allows in a path without percent-encoding, beside letters and digits.
_ALLOWED_IN_PATH: Final = "/:@!$&'()*+,;=-._~"


def problem(status: int, code: str, detail: str, **members: Any) -> Response:
    """Return a problem response."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": quote(public_path(), safe=_ALLOWED_IN_PATH, errors="replace"),
        "code": code,
        **members,
    }
    return Response(encode(body), status, content_type="application/problem+json")


def refused(refusal: Refusal) -> Response:
    """Return the problem response of a refusal."""
    members: dict[str, Any] = {}
    if isinstance(refusal, InvalidFields):
        members["errors"] = [_error(each) for each in refusal.problems]
    if isinstance(refusal, BulkFailed):
        members["failed"] = [failure(each) for each in refusal.failed]
    return problem(status_of(type(refusal)), refusal.code, refusal.message, **members)


def status_of(kind: type[Refusal]) -> int:
    """Return the HTTP status of a class of refusals."""
    return next(_STATUSES[each] for each in kind.__mro__ if each in _STATUSES)


def failure(failed: BulkFailure) -> BulkFailureDocument:
    """Return the report entry of an order that a bulk update did not change."""
    refusal = failed.refusal
    return BulkFailureDocument(order_id=failed.order_id, code=refusal.code, message=refusal.message)


def _error(field: FieldProblem) -> dict[str, Any]:
    where = {"pointer": pointer(field.path), "detail": field.detail, "code": field.code}
    return where | field.facts
