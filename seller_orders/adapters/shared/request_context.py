"""Headers that identify a request in every layer: its id, its trace and its principal."""

from collections.abc import Mapping
from contextvars import ContextVar
from typing import Final

_headers: Final[ContextVar[Mapping[str, str] | None]] = ContextVar("request_headers", default=None)


def request_headers() -> Mapping[str, str]:
    """Return the headers to send with a call to an inner layer."""
    return _headers.get() or {}


def start(headers: Mapping[str, str]) -> None:
    """Replace the headers of the previous request with those of a new one."""
    _headers.set(headers)


def add(headers: Mapping[str, str]) -> None:
    """Add headers to those of the current request."""
    _headers.set({**request_headers(), **headers})
