"""A request and its answer as those see them who watch: logs, metrics, spans.

Nothing in it can hold a secret or personal data: no body, header or query, and no raw path.
"""

from contextvars import ContextVar
from typing import Final

from attrs import define

from seller_orders.application.access import KEY_PREFIX, Principal, digest
from seller_orders.domain.values import is_identifier

UNMATCHED: Final = "unmatched"
"""The operation of a request whose path and method are none that there are."""

_PSEUDONYM_LENGTH: Final = 16


@define(kw_only=True)
class Exchange:
    """A request, and its answer as far as it has come. None: it has no such thing.

    ``operation`` is the view's name and ``route`` its path with placeholders; ``caller`` is whom
    the request comes from, ``credential`` of which kind a credential is that was refused; ``code``
    is a problem's, ``cache`` how a read was come by, ``error`` what nobody expected.
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

    def comes_from(self, principal: Principal) -> None:
        """Note whom the request comes from.

        A token's subject may well be an e-mail address, and so is seen as the start of its SHA-256.
        """
        kind, _, name = principal.name.partition(":")
        is_our_own = kind == "key" or not name
        self.caller = principal.name if is_our_own else f"{kind}:{digest(name)[:_PSEUDONYM_LENGTH]}"


CURRENT: Final[ContextVar[Exchange | None]] = ContextVar("exchange", default=None)
"""The exchange that this thread is about."""


def current_exchange() -> Exchange:
    """Return the exchange that is being watched; where nobody watches, one that nobody sees."""
    return CURRENT.get() or Exchange(request_id="", method="")


def opaque(text: object) -> str | None:
    """Return an identifier, None where the text is none, or is a secret in an identifier's place.

    What comes in a path can be anything at all.
    """
    if isinstance(text, str) and is_identifier(text) and KEY_PREFIX not in text:
        return text
    return None
