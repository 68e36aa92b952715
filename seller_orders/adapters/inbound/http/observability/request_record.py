"""Facts of one request and its response for the log, the metrics and the spans.

No fact can hold a secret or personal data: no body, header, query or raw path.
"""

from collections.abc import Mapping
from contextvars import ContextVar
from typing import Final

from attrs import define

from seller_orders.application.access import (
    INSTALLATION_KEY_PREFIX,
    KEY_PREFIX,
    Principal,
    digest,
)
from seller_orders.domain.values import is_identifier

UNMATCHED: Final = "unmatched"
"""Operation of a request whose path and method match no route."""

_PSEUDONYM_LENGTH: Final = 16
_GENERATED: Final = frozenset({"key", "admin"})


@define(kw_only=True)
class RequestRecord:
    """Facts of a request and its response, filled in while it is served; None is not applicable.

    ``operation`` is the name of the view and ``route`` its path with placeholders. ``credential``
    is the kind of a rejected credential, ``code`` the code of a problem, ``cache`` the value of
    X-Cache, ``error`` an unexpected exception.
    """

    request_id: str
    method: str
    trace_id: str | None = None
    operation: str = UNMATCHED
    route: str | None = None
    domain_id: str | None = None
    order_id: str | None = None
    caller: str | None = None
    credential: str | None = None
    status: int = 500
    code: str | None = None
    cache: str | None = None
    bytes_sent: int = 0
    duration_s: float = 0.0
    error: BaseException | None = None

    def set_route(self, operation: str, route: str, ids: Mapping[str, object]) -> None:
        """Record the operation, and the ids of its path."""
        self.operation = operation
        self.route = route
        self.domain_id = self.domain_id or opaque(ids.get("domain_id"))
        self.order_id = self.order_id or opaque(ids.get("order_id"))

    def set_caller(self, principal: Principal) -> None:
        """Record the caller.

        The subject of a token may be an e-mail address: only the start of its SHA-256 is recorded.
        """
        kind, _, name = principal.name.partition(":")
        is_generated = kind in _GENERATED or not name
        self.caller = (
            principal.name if is_generated else f"{kind}:{digest(name)[:_PSEUDONYM_LENGTH]}"
        )


CURRENT_RECORD: Final[ContextVar[RequestRecord | None]] = ContextVar("request_record", default=None)
"""Record of the request that this thread serves."""


def current_record() -> RequestRecord:
    """Return the record of the current request, or a discarded one if requests are not observed."""
    return CURRENT_RECORD.get() or RequestRecord(request_id="", method="")


def opaque(text: object) -> str | None:
    """Return the text if it is an identifier, else None: a path may even hold an API key."""
    if not isinstance(text, str) or not is_identifier(text):
        return None
    return None if KEY_PREFIX in text or INSTALLATION_KEY_PREFIX in text else text
