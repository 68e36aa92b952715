"""A service of somebody else's, which this product asks over HTTP."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec
import requests
from attrs import field, frozen
from circuitbreaker import CircuitBreaker

from seller_orders.adapters.shared.http_client.hardened_session import punctual_session, read
from seller_orders.application.ports.outbox import DeliveryError, UndeliverableError
from seller_orders.domain.values import is_identifier

_REFUSALS: Final = frozenset({400, 409, 422})
_FAILURES_TO_OPEN: Final = 5
_OPEN_FOR_S: Final = 2
_NO_HEADERS: Final[Mapping[str, str]] = {}

_encode: Final = msgspec.json.Encoder(decimal_format="number").encode


class _Problem(msgspec.Struct):
    code: str


def _breaker() -> CircuitBreaker:
    return CircuitBreaker(
        failure_threshold=_FAILURES_TO_OPEN,
        recovery_timeout=_OPEN_FOR_S,
        expected_exception=DeliveryError,
        name="remote service",
    )


@frozen(kw_only=True)
class ServiceClient:
    """Asks a service at a URL, with a bearer token where it wants one; ``name`` is for reasons.

    One that does not answer is not asked for a few seconds after a few tries: whoever waits for it
    is not kept waiting.
    """

    name: str
    url: str
    token: str | None = field(default=None, repr=False)
    allow_private: bool = False
    _session: requests.Session = field(init=False)
    _breaker: CircuitBreaker = field(factory=_breaker, init=False)

    @_session.default
    def _punctual(self) -> requests.Session:
        return punctual_session(allow_private=self.allow_private)

    def ask(
        self,
        method: str,
        path: str,
        document: object = None,
        headers: Mapping[str, str] = _NO_HEADERS,
        *,
        lacking: str | None = None,
    ) -> bytes | None:
        """Return what it answers; None where that is 404 with the code ``lacking``.

        Raises UndeliverableError where it refuses to do something, DeliveryError where it may
        do it later.
        """
        if self._breaker.opened:
            raise DeliveryError(f"{self.name} is not asked just now: it did not answer")
        with self._breaker:
            status, body = self._answer(method, path, document, headers)
            if 200 <= status < 300:
                return body
            code = _code(body)
            if status == 404 and code == lacking:
                return None
            if status in _REFUSALS and method == "POST":
                raise UndeliverableError(f"{status} {code}".strip())
            raise DeliveryError(f"{self.name} answered {status} {code}".strip())

    def _answer(
        self, method: str, path: str, document: object, headers: Mapping[str, str]
    ) -> tuple[int, bytes]:
        sent = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        options: dict[str, Any] = {}
        if document is not None:
            sent["Content-Type"] = "application/json"
            options["data"] = _encode(document)
        try:
            with self._session.request(
                method,
                f"{self.url.rstrip('/')}{path}",
                headers={**sent, **headers},
                stream=True,
                **options,
            ) as response:
                return response.status_code, read(response)
        except requests.RequestException as error:
            raise DeliveryError(f"{self.name}: {type(error).__name__}") from error


def _code(body: bytes) -> str:
    # It is shown to sellers: of what the service says, its code is what names nobody.
    try:
        code = msgspec.json.decode(body, type=_Problem).code
    except msgspec.DecodeError:
        return ""
    return code if is_identifier(code) else ""
