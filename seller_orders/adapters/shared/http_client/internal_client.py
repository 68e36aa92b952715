"""Asking a layer that runs in processes of its own, behind this one.

A caller can tell three outcomes apart: an answer, whatever its status; StoreUnavailableError, where
nothing can have changed; OutcomeUnknownError, where the layer went away with a change in hand.
"""

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from http import client
from time import monotonic
from typing import Any, ClassVar, Final

import stamina
import urllib3
from attrs import field, frozen
from circuitbreaker import CircuitBreaker
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NewConnectionError,
    ProtocolError,
)
from urllib3.util.wait import wait_for_read

from seller_orders.adapters.shared.request_context import request_headers
from seller_orders.application.ports.unit_of_work import (
    OutcomeUnknownError,
    StoreUnavailableError,
)

SERVICE_REALM: Final = "seller-orders-services"
"""Where the service token counts."""

DOMAIN_HEADER: Final = "X-Domain-Id"
"""Which domain a request to an inner layer is about."""

_CONNECTED_WITHIN_S: Final = 0.5
_ANSWERED_WITHIN_S: Final = 30.0
_PATIENT_FOR_S: Final = 0.8
_ALIVE_WITHIN_S: Final = 0.5
_CONNECTIONS: Final = 64
_FAILURES_TO_OPEN: Final = 5
_OPEN_FOR_S: Final = 1
_READS: Final = frozenset({"GET", "HEAD"})

_log: Final = logging.getLogger("seller_orders.layers")


@frozen
class InternalResponse:
    """What an inner layer said."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@frozen(kw_only=True)
class InternalClient:
    """A layer at a URL, which knows this one by the service token.

    One that does not answer is not asked for a second after a few tries, so that nobody is kept
    waiting for it. An answer may take its time for as long as the layer says that it is alive.
    """

    url: str
    token: str = field(repr=False)
    _pool: urllib3.PoolManager = field(init=False, eq=False, repr=False)
    _breaker: CircuitBreaker = field(init=False, eq=False, repr=False)

    @_pool.default
    def _pool_of_connections(self) -> urllib3.PoolManager:
        pool = urllib3.PoolManager(
            maxsize=_CONNECTIONS,
            retries=False,
            timeout=urllib3.Timeout(connect=_CONNECTED_WITHIN_S, read=_ANSWERED_WITHIN_S),
        )
        pool.pool_classes_by_scheme = {"http": _Pool, "https": _PoolOverTls}
        return pool

    @_breaker.default
    def _breaker_of_its_own(self) -> CircuitBreaker:
        return CircuitBreaker(
            failure_threshold=_FAILURES_TO_OPEN,
            recovery_timeout=_OPEN_FOR_S,
            expected_exception=StoreUnavailableError,
            name=self.url,
        )

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        *,
        changes: bool | None = None,
    ) -> InternalResponse:
        """Send a request, and return the answer.

        ``changes``: whether it may change something; by default, whether its method does.
        """
        may_change = method not in _READS if changes is None else changes
        if self._breaker.opened:
            raise StoreUnavailableError(f"{self.url} is not asked just now: it did not answer")
        send = partial(
            self._pool.request,
            method,
            f"{self.url}{_exact(path)}",
            body=body,
            headers={
                **request_headers(),
                **(headers or {}),
                "Authorization": f"Bearer {self.token}",
            },
            redirect=False,
        )
        with self._breaker:
            for attempt in stamina.retry_context(
                on=_RefusedError, attempts=3, wait_initial=0.02, wait_max=0.1
            ):
                with attempt:
                    answer = _answered(send, may_change)
        if answer.status == 401 and SERVICE_REALM in answer.headers.get("WWW-Authenticate", ""):
            _log.error("%s does not know this process's service token", self.url)
            raise StoreUnavailableError(f"{self.url} does not know the service token")
        return answer

    def is_ready(self) -> bool:
        """Tell whether the layer can serve."""
        with suppress(StoreUnavailableError):
            return self.ask("GET", "/readyz").status == 200
        return False


class _RefusedError(StoreUnavailableError):
    """Nobody listens just now, or whoever did has gone before answering a read."""


def _answered(send: Callable[[], urllib3.BaseHTTPResponse], may_change: bool) -> InternalResponse:
    try:
        response = send()
    except NewConnectionError as error:
        raise _RefusedError(_kind(error)) from error
    except ConnectTimeoutError as error:
        raise StoreUnavailableError(_kind(error)) from error
    except HTTPError as error:
        if may_change:
            raise OutcomeUnknownError(_kind(error)) from error
        is_gone = isinstance(error, ProtocolError)
        raise (_RefusedError if is_gone else StoreUnavailableError)(_kind(error)) from error
    return InternalResponse(response.status, response.headers, response.data)


def _exact(path: str) -> str:
    # An id of dots is an id; as a step up it would be taken out of a URL.
    steps, mark, query = path.partition("?")
    exact = (each.replace(".", "%2E") if each in {".", ".."} else each for each in steps.split("/"))
    return "/".join(exact) + mark + query


def _kind(error: Exception) -> str:
    # Its words may hold the URL's password.
    return type(error).__name__


class _Patient(HTTPConnection):
    """Waits for an answer as long as the other side is alive, and no longer."""

    PROBE: ClassVar[type[client.HTTPConnection]] = client.HTTPConnection

    def getresponse(self) -> Any:
        give_up = monotonic() + _ANSWERED_WITHIN_S
        assert self.sock is not None, "a request has been sent"
        while not wait_for_read(self.sock, _PATIENT_FOR_S):
            if monotonic() > give_up or not self._is_alive():
                raise TimeoutError("the other side is not alive")
        return super().getresponse()

    def _is_alive(self) -> bool:
        probe = self.PROBE(self.host, self.port, timeout=_ALIVE_WITHIN_S)
        try:
            probe.request("GET", "/healthz")
            return bool(probe.getresponse().status == 200)
        except (OSError, client.HTTPException):
            return False
        finally:
            probe.close()


class _PatientOverTls(_Patient, HTTPSConnection):
    PROBE = client.HTTPSConnection


class _Pool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Patient


class _PoolOverTls(urllib3.HTTPSConnectionPool):
    ConnectionCls = _PatientOverTls
