"""Limits of a request to another service."""

from collections.abc import Callable
from typing import Final

from attrs import frozen

_CONNECT_TIMEOUT_S: Final = 2.0
_READ_TIMEOUT_S: Final = 2.0
_TOTAL_TIMEOUT_S: Final = 5.0


@frozen(kw_only=True)
class Bounds:
    """Time limits of a request, in seconds, and the addresses that it may connect to.

    ``connect_s`` applies to each address of a host, to the TLS handshake and to each part of a
    body that is sent. ``read_s`` applies to each wait for data; ``is_alive`` then decides whether
    to wait again. ``total_s`` applies to everything but the name lookup, which the system limits.
    """

    connect_s: float
    read_s: float
    total_s: float
    allow_private: bool = False
    is_alive: Callable[[], bool] = lambda: False


def external_bounds(*, allow_private: bool) -> Bounds:
    """Return the limits for services that others run."""
    return Bounds(
        connect_s=_CONNECT_TIMEOUT_S,
        read_s=_READ_TIMEOUT_S,
        total_s=_TOTAL_TIMEOUT_S,
        allow_private=allow_private,
    )
