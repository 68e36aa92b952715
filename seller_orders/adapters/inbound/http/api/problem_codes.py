"""Problem codes that an operation can return, by status."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final, TypeAlias

from seller_orders.adapters.inbound.http.api.operation import Operation
from seller_orders.adapters.inbound.http.api.problems import status_of
from seller_orders.domain.refusals import InvalidFields

Codes: TypeAlias = Mapping[int, tuple[str, ...]]

_ALWAYS: Final[Codes] = {
    400: ("bad_request",),
    401: ("unauthenticated",),
    403: ("domain_forbidden", "insufficient_scope"),
    404: ("not_found",),
    422: (InvalidFields.code,),
    429: ("rate_limited",),
    503: ("unavailable", "too_many_unknown_keys"),
}
_WITH_BODY: Final[Codes] = {
    400: ("malformed_json",),
    415: ("unsupported_media_type", "unsupported_encoding"),
}
_ON_CHANGE: Final[Codes] = {
    400: ("incomplete_body",),
    408: ("request_timeout",),
    413: ("content_too_large",),
    429: ("too_many_bodies",),
    409: ("request_in_progress",),
    422: ("idempotency_key_reused",),
    503: ("outcome_unknown",),
}


def problem_codes(operation: Operation, *, is_change: bool) -> Codes:
    """Return the problem codes of an operation, those of its refusals included."""
    gathered = defaultdict[int, list[str]](list)
    for codes in (
        _ALWAYS,
        _WITH_BODY if operation.body is not None else {},
        _ON_CHANGE if is_change else {},
        operation.codes,
    ):
        for status, listed in codes.items():
            gathered[status] += listed
    for kind in operation.refusals:
        gathered[status_of(kind)].append(kind.code)
    return {status: tuple(gathered[status]) for status in sorted(gathered)}
