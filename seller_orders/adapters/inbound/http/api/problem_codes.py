"""Problem codes that an operation can return, by status."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final, TypeAlias

from seller_orders.adapters.inbound.http.api.operation import Operation
from seller_orders.adapters.inbound.http.api.problems import status_of
from seller_orders.domain.refusals import InvalidFields, Refusal

Codes: TypeAlias = Mapping[int, tuple[str, ...]]

_ALWAYS: Final[Codes] = {
    400: ("bad_request",),
    401: ("unauthenticated",),
    404: ("not_found",),
    422: (InvalidFields.code,),
    429: ("rate_limited",),
    503: ("unavailable", "too_many_unknown_keys"),
}
_OF_DOMAIN: Final[Codes] = {403: ("domain_forbidden", "domain_archived", "insufficient_scope")}
_OF_INSTALLATION: Final[Codes] = {403: ("installation_forbidden",)}
_WITH_BODY: Final[Codes] = {
    400: ("malformed_json",),
    415: ("unsupported_media_type", "unsupported_encoding"),
}
_ON_CHANGE: Final[Codes] = {
    400: ("incomplete_body",),
    408: ("request_timeout",),
    410: ("answer_erased",),
    413: ("content_too_large",),
    429: ("too_many_bodies",),
    409: ("request_in_progress",),
    422: ("idempotency_key_reused",),
    503: ("outcome_unknown",),
}


_MEANINGS: Final[Mapping[str, str]] = {
    "bad_request": "A header is missing, repeated or invalid, or the charset is not UTF-8.",
    "malformed_json": "The body is not JSON, or nests too deep.",
    "incomplete_body": "The body ended early. Send it again.",
    "unauthenticated": "The credential is missing or invalid.",
    "domain_forbidden": "The credential does not cover this domain.",
    "domain_archived": "The domain is archived.",
    "installation_forbidden": "The credential is no installation key.",
    "insufficient_scope": "The credential lacks a scope.",
    "not_found": "No resource has this path.",
    "request_timeout": "The body took too long to arrive. Send it again.",
    "content_too_large": "The body is larger than 1 MiB.",
    "unsupported_media_type": "The body is not `application/json`.",
    "unsupported_encoding": "The body is compressed. Send it uncompressed.",
    InvalidFields.code: "Fields or parameters are wrong; `errors` names them.",
    "idempotency_key_reused": "The Idempotency-Key was used for another request. Use a new key.",
    "answer_erased": (
        "The request was handled before; its response was erased with the data of a customer."
    ),
    "request_in_progress": "The first request with this Idempotency-Key is still in progress.",
    "rate_limited": "The limit of the domain or the credential is exceeded.",
    "too_many_bodies": "Too many bodies of the domain are being received.",
    "too_many_unknown_keys": "Too many unknown keys are being looked up. Nothing was changed.",
    "unavailable": "The service is temporarily unavailable. Nothing was changed.",
    "outcome_unknown": (
        "The connection was lost during commit: the change is applied in full or not at all. "
        "Retry with the same Idempotency-Key."
    ),
    "too_many_passwords": "Too many passwords are being hashed. Nothing was changed.",
    "carrier_unavailable": "The carrier does not respond. Nothing was changed.",
    "precondition_required": "If-Match is missing.",
    "write_conflict": "The order has another version now.",
    "message_exists": "The domain already has a message or event with this id.",
    "answer_not_found": "No response is stored under this key.",
    "not_cached": "The cache does not have the order.",
}
"""Meanings of the codes that are no refusals of the domain."""


def meaning(code: str) -> str:
    """Return the meaning of a code, in a sentence."""
    if code in _MEANINGS:
        return _MEANINGS[code]
    return (_refusals()[code].__doc__ or "").partition("\n")[0]


@cache
def _refusals() -> Mapping[str, type[Refusal]]:
    return {kind.code: kind for kind in _subclasses(Refusal)}


def _subclasses(kind: type[Refusal]) -> Iterable[type[Refusal]]:
    for each in kind.__subclasses__():
        yield each
        yield from _subclasses(each)


def problem_codes(operation: Operation, *, is_change: bool) -> Codes:
    """Return the problem codes of an operation, those of its refusals included."""
    gathered = defaultdict[int, list[str]](list)
    for codes in (
        _ALWAYS,
        _OF_INSTALLATION if operation.is_admin else _OF_DOMAIN,
        _WITH_BODY if operation.body is not None else {},
        _ON_CHANGE if is_change else {},
        operation.codes,
    ):
        for status, listed in codes.items():
            gathered[status] += listed
    for kind in operation.refusals:
        gathered[status_of(kind)].append(kind.code)
    return {status: tuple(gathered[status]) for status in sorted(gathered)}
