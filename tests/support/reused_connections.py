"""Connections that stay open from one request of a test to the next."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from select import select
from time import monotonic
from typing import Final

from tests.support.waiting import WITHIN_S

_KEPT_FOR_S: Final = 1.0
_idle: Final = defaultdict[int, list[tuple[float, HTTPConnection]]](list)


@contextmanager
def connected(port: int, *, reuses: bool) -> Iterator[HTTPConnection]:
    """Provide a connection to a loopback port, a reused one if possible and wanted."""
    connection = (_reusable(port) if reuses else None) or HTTPConnection(
        "127.0.0.1", port, timeout=WITHIN_S
    )
    try:
        yield connection
    except BaseException:
        connection.close()
        raise
    # It has no socket after a response that closes it.
    if reuses and connection.sock is not None:
        _idle[port].append((monotonic(), connection))
    else:
        connection.close()


def close_idle(port: int) -> None:
    """Close the connections to a port that wait for a request."""
    for _, connection in _idle.pop(port, []):
        connection.close()


def _reusable(port: int) -> HTTPConnection | None:
    while _idle[port]:
        since, connection = _idle[port].pop()
        # A socket that can be read was closed by the server.
        if monotonic() - since < _KEPT_FOR_S and not select([connection.sock], [], [], 0)[0]:
            return connection
        connection.close()
    return None
