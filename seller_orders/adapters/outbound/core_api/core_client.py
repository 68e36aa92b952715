"""Client of the core. Raises the core's problems as the application's errors."""

from typing import Any, Final

import msgspec
from attrs import frozen

from seller_orders.adapters.shared.http_client.exchange import HttpResponse
from seller_orders.adapters.shared.http_client.internal_client import DOMAIN_HEADER, InternalClient
from seller_orders.adapters.shared.wire.json_codec import encode
from seller_orders.application.idempotency import RequestInProgressError
from seller_orders.application.ports.outbox import MessageExistsError
from seller_orders.application.ports.unit_of_work import (
    ChangesTooLargeError,
    OutcomeUnknownError,
    StoreUnavailableError,
    WriteConflictError,
)

_GOOD: Final = range(200, 300)


class OvertakenError(WriteConflictError):
    """A refused commit; ``order`` is the JSON of the order as it is now, empty if unknown."""

    def __init__(self, detail: str, order: bytes) -> None:
        super().__init__(detail)
        self.order = order


class _Problem(msgspec.Struct):
    code: str = ""
    detail: str = ""
    order: msgspec.Raw = msgspec.Raw()


_read_problem: Final = msgspec.json.Decoder(_Problem).decode


@frozen
class CoreClient:
    """Sends requests to the core, each about one domain."""

    service: InternalClient

    def request(
        self,
        method: str,
        path: str,
        domain_id: str,
        document: Any = None,
        *,
        changes: bool = False,
        missing: str = "",
    ) -> HttpResponse | None:
        """Return the successful response, None for a 404 with the code ``missing``.

        Raises StoreUnavailableError or a subclass, ChangesTooLargeError, RequestInProgressError or
        MessageExistsError; RuntimeError for any other problem.
        """
        body = None if document is None else _written(document)
        headers = {DOMAIN_HEADER: domain_id} if domain_id else {}
        if body is not None:
            headers["Content-Type"] = "application/json"
        response = self.service.request(method, path, body, headers, changes=changes)
        if response.status in _GOOD:
            return response
        problem = _problem_of(response)
        if response.status == 404 and missing and problem.code == missing:
            return None
        raise _error(response.status, problem)

    def send_change(self, method: str, path: str, domain_id: str, document: Any) -> HttpResponse:
        """Send a change and return the successful response."""
        response = self.request(method, path, domain_id, document, changes=True)
        assert response is not None, "a change never returns None"
        return response


def _written(document: Any) -> bytes:
    return document if isinstance(document, bytes) else encode(document)


def _problem_of(response: HttpResponse) -> _Problem:
    try:
        return _read_problem(response.body)
    except msgspec.DecodeError:
        return _Problem()


def _error(status: int, problem: _Problem) -> Exception:
    match status, problem.code:
        case 409, "write_conflict":
            return OvertakenError(problem.detail, bytes(problem.order))
        case 409, "message_exists":
            return MessageExistsError()
        case 409, "request_in_progress":
            return RequestInProgressError()
        case 413, "content_too_large":
            return ChangesTooLargeError(problem.detail)
        case 503, "outcome_unknown":
            return OutcomeUnknownError(problem.detail)
        case 503, _:
            return StoreUnavailableError(problem.detail)
        case _:
            # The detail may quote the request, so it is left out.
            return RuntimeError(f"the core responded with {status} {problem.code}")
