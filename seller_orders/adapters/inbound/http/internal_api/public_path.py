"""The path that the external caller requested, also behind a forwarding layer."""

from typing import Final

from flask import g, request

PREFIX_HEADER: Final = "X-Forwarded-Prefix"
"""The prefix that the forwarding layer removed from the path."""

_REMOVED: Final = "removed_prefix"


def comes_from_a_layer() -> None:
    """Trust the forwarded prefix: the caller has presented the service token."""
    setattr(g, _REMOVED, request.headers.get(PREFIX_HEADER, ""))


def is_from_a_layer() -> bool:
    """Tell whether another layer sent the request."""
    return _REMOVED in g


def public_path() -> str:
    """Return the path that the external caller requested."""
    return f"{g.get(_REMOVED, '')}{request.path}"
