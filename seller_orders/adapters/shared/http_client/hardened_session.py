"""What adapters ask other services with: a session that is not kept waiting nor led astray.

The time limits of the libraries are for each piece of an answer; who sends a byte now and then
would be listened to for ever. Here an answer as a whole has a limit.
"""

from contextlib import suppress
from socket import SHUT_RDWR, socket
from threading import Timer
from typing import Any, Final

import requests
from requests.adapters import HTTPAdapter
from requests_hardened import Config, HTTPSession
from requests_hardened.ip_filter_adapter import IPFilterAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection

_CONNECTED_WITHIN_S: Final = 2.0
_ANSWERED_WITHIN_S: Final = 2.0
_READ_WITHIN_S: Final = 1.0
_MOST_READ: Final = 16 * 1024


def punctual_session(*, allow_private: bool) -> requests.Session:
    """Return a session that follows no redirect.

    It connects to addresses on loopback, link-local and private networks only if that is allowed.
    """
    session: requests.Session = HTTPSession(
        Config(
            ip_filter_enable=False,  # It is mounted below.
            ip_filter_allow_loopback_ips=False,
            never_redirect=True,
            default_timeout=(_CONNECTED_WITHIN_S, _ANSWERED_WITHIN_S),
            user_agent_override="seller-orders",
        )
    )
    for scheme in ("http", "https"):
        filtering = _FilteringAdapter(is_https=scheme == "https")
        session.mount(f"{scheme}://", _Adapter() if allow_private else filtering)
    # What the environment says of proxies would go round the look at the address.
    session.trust_env = False
    return session


def read(response: requests.Response) -> bytes:
    """Read an answer, of which there is little: to its end, for the connection's next request.

    Of a longer one this is the beginning.
    """
    watchdog = Timer(_READ_WITHIN_S, response.raw.shutdown)
    watchdog.start()
    received = b""
    try:
        # An answer in chunks comes in as many pieces.
        for piece in response.iter_content(_MOST_READ):
            received += piece
            if len(received) >= _MOST_READ:
                break
    finally:
        watchdog.cancel()
    return received[:_MOST_READ]


class _Punctual(HTTPConnection):
    def getresponse(self) -> Any:
        watchdog = Timer(_ANSWERED_WITHIN_S, _hang_up, (self.sock,))
        watchdog.start()
        try:
            return super().getresponse()
        finally:
            watchdog.cancel()


class _PunctualOverTls(_Punctual, HTTPSConnection):
    pass


class _Adapter(HTTPAdapter):
    def get_connection_with_tls_context(self, *args: Any, **options: Any) -> Any:
        pool: Any = super().get_connection_with_tls_context(*args, **options)
        pool.ConnectionCls = _PunctualOverTls if pool.scheme == "https" else _Punctual
        return pool


class _FilteringAdapter(_Adapter, IPFilterAdapter):
    def __init__(self, *, is_https: bool) -> None:
        IPFilterAdapter.__init__(self, is_https)


def _hang_up(connection: socket) -> None:
    with suppress(OSError):
        connection.shutdown(SHUT_RDWR)
