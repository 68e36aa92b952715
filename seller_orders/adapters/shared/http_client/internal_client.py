"""Client of another layer of this installation."""

import logging
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from typing import Final

from attrs import field, frozen

from seller_orders.adapters.shared.http_client.bounds import Bounds
from seller_orders.adapters.shared.http_client.errors import HttpClientError, RequestNotSentError
from seller_orders.adapters.shared.http_client.exchange import HttpResponse
from seller_orders.adapters.shared.http_client.http_client import HttpClient
from seller_orders.adapters.shared.request_context import request_headers
from seller_orders.application.ports.unit_of_work import (
    OutcomeUnknownError,
    StoreUnavailableError,
)

SERVICE_REALM: Final = "seller-orders-services"
"""Authentication realm of the service token."""

DOMAIN_HEADER: Final = "X-Domain-Id"
"""Header that names the domain of a request to an inner layer."""

_CONNECT_TIMEOUT_S: Final = 0.5
_READ_TIMEOUT_S: Final = 0.8
_TOTAL_TIMEOUT_S: Final = 30.0
_LIVENESS_TIMEOUT_S: Final = 0.5
_OPEN_FOR_S: Final = 1
_READS: Final = frozenset({"GET", "HEAD"})

_is_given_up: Final = ContextVar[Callable[[], bool]]("is_given_up", default=lambda: False)

_log: Final = logging.getLogger("seller_orders.layers")


class GivenUpError(Exception):
    """The caller gave up waiting for a response. The layer may still be working on it."""


@frozen(kw_only=True)
class InternalClient:
    """Client of a layer at a URL, authenticated by the service token.

    A response may take up to 30 seconds as long as the layer passes a liveness check after each
    0.8 seconds of silence. After five failures in a row the layer gets no requests for a second.
    """

    url: str
    token: str = field(repr=False)
    _http: HttpClient = field(init=False, eq=False, repr=False)
    _liveness: HttpClient = field(init=False, eq=False, repr=False)

    @_http.default
    def _new_client(self) -> HttpClient:
        bounds = Bounds(
            connect_s=_CONNECT_TIMEOUT_S,
            read_s=_READ_TIMEOUT_S,
            total_s=_TOTAL_TIMEOUT_S,
            allow_private=True,
            is_alive=self._is_alive,
        )
        return HttpClient(
            url=self.url, bounds=bounds, max_body=None, retries=2, open_for_s=_OPEN_FOR_S
        )

    @_liveness.default
    def _new_liveness_client(self) -> HttpClient:
        limit_s = _LIVENESS_TIMEOUT_S
        bounds = Bounds(connect_s=limit_s, read_s=limit_s, total_s=limit_s, allow_private=True)
        return HttpClient(url=self.url, bounds=bounds)

    def request(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        *,
        changes: bool | None = None,
    ) -> HttpResponse:
        """Send a request and return the response of any status.

        ``changes`` is True if the request may change something. By default its method decides.
        Raises StoreUnavailableError if nothing has changed, OutcomeUnknownError if a change was
        sent and no response came.
        """
        may_change = method not in _READS if changes is None else changes
        sent = {
            **request_headers(),
            **(headers or {}),
            "Authorization": f"Bearer {self.token}",
        }
        try:
            response = self._http.request(method, path, body, sent, is_repeatable=not may_change)
        except RequestNotSentError as error:
            raise StoreUnavailableError(str(error)) from error
        except HttpClientError as error:
            failure = OutcomeUnknownError if may_change else StoreUnavailableError
            raise failure(str(error)) from error
        if response.status == 401 and SERVICE_REALM in response.headers.get("WWW-Authenticate", ""):
            _log.error("%s does not know this process's service token", self.url)
            raise StoreUnavailableError(f"{self.url} does not know the service token")
        return response

    def read_unless(
        self, is_given_up: Callable[[], bool], path: str, headers: Mapping[str, str]
    ) -> HttpResponse:
        """Return the response to a GET that the layer may hold for long.

        Raises GivenUpError within a second and a half of ``is_given_up`` returning True. The layer
        does not count as failed then. Raises StoreUnavailableError.
        """
        token = _is_given_up.set(is_given_up)
        try:
            return self.request("GET", path, headers=headers)
        finally:
            _is_given_up.reset(token)

    def is_ready(self) -> bool:
        """Return True if the layer can serve."""
        try:
            return self.request("GET", "/readyz").status == 200
        except StoreUnavailableError:
            return False

    def _is_alive(self) -> bool:
        if _is_given_up.get()():
            raise GivenUpError
        try:
            # A new connection: an idle one may have been closed by a layer that is alive.
            closing = {"Connection": "close"}
            return self._liveness.request("GET", "/healthz", headers=closing).status == 200
        except HttpClientError:
            return False
