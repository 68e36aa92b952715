"""Problems as RFC 9457 describes them: what a caller is told when it does not get its way."""

from http import HTTPStatus
from typing import Any, Final

from flask import Response

from seller_orders.adapters.inbound.http.api.response_schemas import BulkFailureDocument
from seller_orders.adapters.inbound.http.public_path import public_path
from seller_orders.adapters.shared.wire.json_codec import encode, pointer
from seller_orders.domain.refusals import (
    BulkFailed,
    BulkFailure,
    FieldProblem,
    FulfillmentNotFound,
    InvalidFields,
    OrderNotFound,
    QuantityExceedsRemaining,
    RefundNotFound,
    Refusal,
    VersionMismatch,
)

RETRY_AFTER_S: Final = 1

_STATUSES: Final[dict[type[Refusal], int]] = {
    OrderNotFound: 404,
    FulfillmentNotFound: 404,
    RefundNotFound: 404,
    VersionMismatch: 412,
    QuantityExceedsRemaining: 409,
    InvalidFields: 422,
    Refusal: 409,
}
"""The status of each kind of refusal; the nearest ancestor that is named here counts."""


def problem(status: int, code: str, detail: str, **members: Any) -> Response:
    """Write a problem."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": public_path(),
        "code": code,
        **members,
    }
    return Response(encode(body), status, content_type="application/problem+json")


def refused(refusal: Refusal) -> Response:
    """Write a refusal as the problem that it is."""
    members: dict[str, Any] = {}
    if isinstance(refusal, InvalidFields):
        members["errors"] = [_error(each) for each in refusal.problems]
    if isinstance(refusal, BulkFailed):
        members["failed"] = [failure(each) for each in refusal.failed]
    return problem(status_of(type(refusal)), refusal.code, refusal.message, **members)


def status_of(kind: type[Refusal]) -> int:
    """Return the status of a kind of refusal."""
    return next(_STATUSES[each] for each in kind.__mro__ if each in _STATUSES)


def failure(failed: BulkFailure) -> BulkFailureDocument:
    """Describe an order that a bulk update left as it was."""
    refusal = failed.refusal
    return BulkFailureDocument(order_id=failed.order_id, code=refusal.code, message=refusal.message)


def _error(field: FieldProblem) -> dict[str, Any]:
    where = {"pointer": pointer(field.path), "detail": field.detail, "code": field.code}
    return where | field.facts
