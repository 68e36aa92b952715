"""Client of a JSON service that others run: a carrier, an inventory or a notification service."""

from collections.abc import Mapping
from functools import partial
from typing import Final

import msgspec
from attrs import field, frozen

from seller_orders.adapters.shared.http_client.bounds import external_bounds
from seller_orders.adapters.shared.http_client.errors import (
    CircuitOpenError,
    FailedResponseError,
    HttpClientError,
)
from seller_orders.adapters.shared.http_client.exchange import HttpResponse
from seller_orders.adapters.shared.http_client.http_client import HttpClient
from seller_orders.application.ports.outbox import DeliveryError, UndeliverableError
from seller_orders.domain.values import is_identifier

_REFUSALS: Final = frozenset({400, 409, 422})
_OPEN_FOR_S: Final = 2
_NO_HEADERS: Final[Mapping[str, str]] = {}

_encode: Final = msgspec.json.Encoder(decimal_format="number").encode


class _Problem(msgspec.Struct):
    code: str


_read_problem: Final = msgspec.json.Decoder(_Problem).decode


@frozen(kw_only=True)
class ServiceClient:
    """Client of the service at a URL, with a bearer token if it requires one.

    ``name`` is how error texts call the service. After five failures in a row it gets no requests
    for two seconds, so that callers do not wait for it.
    """

    name: str
    url: str
    token: str | None = field(default=None, repr=False)
    allow_private: bool = False
    _http: HttpClient = field(init=False, repr=False)

    @_http.default
    def _new_client(self) -> HttpClient:
        bounds = external_bounds(allow_private=self.allow_private)
        return HttpClient(url=self.url, bounds=bounds, open_for_s=_OPEN_FOR_S)

    def request(
        self,
        method: str,
        path: str,
        document: object = None,
        headers: Mapping[str, str] = _NO_HEADERS,
        *,
        missing: str | None = None,
    ) -> bytes | None:
        """Return the body of a successful response, None for a 404 with the code ``missing``.

        Raises UndeliverableError if the service refuses the request, DeliveryError if a later
        request may succeed.
        """
        sent = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        body = None
        if document is not None:
            sent["Content-Type"] = "application/json"
            body = _encode(document)
        check = partial(self._ensure_success, method, missing)
        try:
            response = self._http.request(method, path, body, {**sent, **headers}, check=check)
        except CircuitOpenError as error:
            raise DeliveryError(f"{self.name} is not asked just now: it did not answer") from error
        except FailedResponseError as error:
            raise DeliveryError(f"{self.name} {error}") from error
        except HttpClientError as error:
            raise DeliveryError(f"{self.name}: {error}") from error
        return None if response.status == 404 else response.body

    def _ensure_success(self, method: str, missing: str | None, response: HttpResponse) -> None:
        status = response.status
        if 200 <= status < 300:
            return
        code = _code(response.body)
        if status == 404 and code == missing:
            return
        if status in _REFUSALS and method == "POST":
            raise UndeliverableError(f"{status} {code}".strip())
        raise FailedResponseError(f"answered {status} {code}".strip())


def _code(body: bytes) -> str:
    # The code is all of a refusal that sellers see: other texts may contain personal data.
    try:
        code = _read_problem(body).code
    except msgspec.DecodeError:
        return ""
    return code if is_identifier(code) else ""
