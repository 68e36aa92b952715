"""What goes along with a request through every layer: its id, its trace, and whom it is for."""

from collections.abc import Mapping
from contextvars import ContextVar
from typing import Final

_headers: Final[ContextVar[Mapping[str, str] | None]] = ContextVar("travelling", default=None)


def request_headers() -> Mapping[str, str]:
    """Return the headers that a call to an inner layer takes along."""
    return _headers.get() or {}


def start(headers: Mapping[str, str]) -> None:
    """Begin with a request that has these headers; what an earlier one had is forgotten."""
    _headers.set(headers)


def add(headers: Mapping[str, str]) -> None:
    """Have more headers go along."""
    _headers.set({**request_headers(), **headers})
