"""Asking the core: its refusals as the application knows them, and nothing else unnoticed."""

from typing import Any, Final

import msgspec
from attrs import frozen

from seller_orders.adapters.shared.http_client.http_client import HttpResponse
from seller_orders.adapters.shared.http_client.internal_client import DOMAIN_HEADER, InternalClient
from seller_orders.adapters.shared.wire.json_codec import encode
from seller_orders.application.idempotency import RequestInProgressError
from seller_orders.application.ports.outbox import MessageExistsError
from seller_orders.application.ports.unit_of_work import (
    OutcomeUnknownError,
    StoreUnavailableError,
    WriteConflictError,
)

_GOOD: Final = range(200, 300)


class _Problem(msgspec.Struct):
    code: str = ""
    detail: str = ""


_problem: Final = msgspec.json.Decoder(_Problem).decode


@frozen
class CoreClient:
    """The core, as it is asked about one domain at a time."""

    service: InternalClient

    def ask(
        self,
        method: str,
        path: str,
        domain_id: str,
        document: Any = None,
        *,
        changes: bool = False,
        missing: str = "",
    ) -> HttpResponse | None:
        """Return the core's good answer, None where it says that what is asked for is missing.

        ``missing`` is the code with which it says so. Raises StoreUnavailableError or a kind of it,
        and RequestInProgressError.
        """
        body = None if document is None else _written(document)
        headers = {DOMAIN_HEADER: domain_id} if domain_id else {}
        if body is not None:
            headers["Content-Type"] = "application/json"
        answer = self.service.request(method, path, body, headers, changes=changes)
        if answer.status in _GOOD:
            return answer
        said = _said(answer)
        if answer.status == 404 and missing and said.code == missing:
            return None
        raise _error(answer.status, said)

    def tell(self, method: str, path: str, domain_id: str, document: Any) -> HttpResponse:
        """Have the core change something."""
        answer = self.ask(method, path, domain_id, document, changes=True)
        assert answer is not None, "nothing may be missing"
        return answer


def _written(document: Any) -> bytes:
    return document if isinstance(document, bytes) else encode(document)


def _said(answer: HttpResponse) -> _Problem:
    try:
        return _problem(answer.body)
    except msgspec.DecodeError:
        return _Problem()


def _error(status: int, said: _Problem) -> Exception:
    match status, said.code:
        case 409, "write_conflict":
            return WriteConflictError(said.detail)
        case 409, "message_exists":
            return MessageExistsError()
        case 409, "request_in_progress":
            return RequestInProgressError()
        case 503, "outcome_unknown":
            return OutcomeUnknownError(said.detail)
        case 503, _:
            return StoreUnavailableError(said.detail)
        case _:
            # Not the detail, which may quote the request.
            return RuntimeError(f"the core answered {status} {said.code}")
