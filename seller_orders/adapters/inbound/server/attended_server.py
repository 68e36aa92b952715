"""A server that runs in a terminal, for a trial."""

import signal
from collections.abc import Callable
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException
from threading import Thread
from time import sleep
from typing import Final

from seller_orders.adapters.inbound.server.draining_server import DrainingServer

_POLL_INTERVAL_S: Final = 0.05
_RESPONSE_TIMEOUT_S: Final = 2.0


def attend(server: DrainingServer, host: str, port: int, on_ready: Callable[[], object]) -> None:
    """Make a server call back as soon as it is ready, and stop when its terminal closes."""

    def watch() -> None:
        # Granian would restart its workers on SIGHUP.
        signal.signal(signal.SIGHUP, server.signal_handler_interrupt)
        Thread(target=_wait_and_call, args=(host, port, on_ready), daemon=True).start()

    server.after_start = watch


def _wait_and_call(host: str, port: int, callback: Callable[[], object]) -> None:
    while not _is_ready(host, port):
        sleep(_POLL_INTERVAL_S)
    callback()


def _is_ready(host: str, port: int) -> bool:
    with (
        suppress(OSError, HTTPException),
        closing(HTTPConnection(host, port, timeout=_RESPONSE_TIMEOUT_S)) as connection,
    ):
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    return False
