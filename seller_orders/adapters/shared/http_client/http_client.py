"""HTTP client for calls to other services."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from time import sleep
from typing import Any, Final
from urllib.parse import unquote

from attrs import field, frozen
from circuitbreaker import CircuitBreaker
from urllib3 import make_headers
from urllib3.exceptions import LocationParseError
from urllib3.util import Url, parse_url

from seller_orders.adapters.shared.http_client.bounded_connection import BoundedPool, BoundedTlsPool
from seller_orders.adapters.shared.http_client.bounds import Bounds
from seller_orders.adapters.shared.http_client.errors import (
    CircuitOpenError,
    ConnectFailedError,
    ConnectionLostError,
    HttpClientError,
    InvalidUrlError,
)
from seller_orders.adapters.shared.http_client.exchange import HttpResponse, exchange
from seller_orders.adapters.shared.http_client.request_head import (
    encoded,
    host_header,
    request_head,
)

_CONNECTIONS: Final = 64
_MAX_BODY: Final = 16 * 1024
_FAILURES_TO_OPEN: Final = 5
_PAUSES_S: Final = (0.03, 0.06)
_NO_HEADERS: Final[Mapping[str, str]] = {}


def parsed_url(url: str) -> Url:
    """Return the parts of a URL that requests can be sent to; InvalidUrlError if it is not one."""
    try:
        return parse_url(url)
    except LocationParseError as error:
        raise InvalidUrlError from error


@frozen(kw_only=True)
class HttpClient:
    """Client of the service at ``url``, with its connections, time limits and circuit breaker.

    It follows no redirect. It ignores proxies of the environment, which would evade the check of
    addresses. A user and password in the URL are sent as basic authentication.

    ``max_body`` is the number of bytes that are read of a response, None for all of it.
    ``retries`` (at most 2) applies to failed connections. After five failures in a row the
    service gets no requests for ``open_for_s`` seconds; None means no circuit breaker.
    Raises InvalidUrlError if no request can be sent to the URL.
    """

    url: str = field(repr=False)
    bounds: Bounds
    max_body: int | None = _MAX_BODY
    retries: int = 0
    open_for_s: float | None = None
    _pool: BoundedPool | BoundedTlsPool = field(init=False, eq=False, repr=False)
    _breaker: CircuitBreaker | None = field(init=False, eq=False, repr=False)
    _target: str = field(init=False, repr=False)
    _headers: Mapping[str, str] = field(init=False, repr=False)

    @_pool.default
    def _new_pool(self) -> BoundedPool | BoundedTlsPool:
        url = parsed_url(self.url)
        pool = BoundedTlsPool if url.scheme == "https" else BoundedPool
        options: dict[str, Any] = {"bounds": self.bounds}
        return pool(
            url.host or "", url.port, timeout=None, maxsize=_CONNECTIONS, retries=False, **options
        )

    @_breaker.default
    def _new_breaker(self) -> CircuitBreaker | None:
        if self.open_for_s is None:
            return None
        return CircuitBreaker(
            failure_threshold=_FAILURES_TO_OPEN,
            recovery_timeout=self.open_for_s,
            expected_exception=HttpClientError,
            name=self._pool.host,
        )

    @_target.default
    def _target_of_url(self) -> str:
        return parsed_url(self.url).request_uri

    @_headers.default
    def _headers_of_every_request(self) -> Mapping[str, str]:
        url = parsed_url(self.url)
        standard = make_headers(
            user_agent="seller-orders", basic_auth=unquote(url.auth) if url.auth else None
        )
        return {"Host": host_header(url), "Accept-Encoding": "identity", **standard}

    def request(
        self,
        method: str,
        path: str = "",
        body: bytes | None = None,
        headers: Mapping[str, str] = _NO_HEADERS,
        *,
        is_repeatable: bool = False,
        check: Callable[[HttpResponse], object] = bool,
    ) -> HttpResponse:
        """Send a request to ``path`` below the URL and return the response of any status.

        A repeatable request is also retried if its connection is lost. ``check`` raises
        FailedResponseError if the circuit breaker is to count the response as a failure.
        Raises RequestNotSentError or NoResponseError.
        """
        target = encoded(f"{self._target.rstrip('/')}{path}") if path else self._target
        send = partial(self._send, method, target, body, {**self._headers, **headers})
        with self._circuit():
            response = self._send_with_retries(send, is_repeatable)
            check(response)
        return response

    def _circuit(self) -> AbstractContextManager[object]:
        if self._breaker is None:
            return nullcontext()
        if self._breaker.opened:
            raise CircuitOpenError("the service failed repeatedly")
        breaker: AbstractContextManager[object] = self._breaker
        return breaker

    def _send_with_retries(
        self, send: Callable[[], HttpResponse], is_repeatable: bool
    ) -> HttpResponse:
        retried = (ConnectFailedError, ConnectionLostError) if is_repeatable else ConnectFailedError
        for pause_s in _PAUSES_S[: self.retries]:
            try:
                return send()
            except retried:
                sleep(pause_s)
        return send()

    def _send(
        self, method: str, target: str, body: bytes | None, headers: Mapping[str, str]
    ) -> HttpResponse:
        request = request_head(method, target, headers, body) + (body or b"")
        with self._pool.connection() as connection:
            return exchange(connection, request, is_head=method == "HEAD", max_body=self.max_body)
