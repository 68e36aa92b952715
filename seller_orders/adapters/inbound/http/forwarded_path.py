"""The path that the client requested, before other layers cut off its prefix."""

from typing import Final

from flask import g, request

PREFIX_HEADER: Final = "X-Forwarded-Prefix"
"""Names the prefix that the layer before has cut off the path."""

_PREFIX: Final = "forwarded_prefix"


def trust_forwarded_prefix() -> None:
    """Trust the prefix header of this request: another layer has shown the service token."""
    setattr(g, _PREFIX, request.headers.get(PREFIX_HEADER, ""))


def is_internal() -> bool:
    """Return whether the request comes from another layer."""
    return _PREFIX in g


def public_path() -> str:
    """Return the path that the client requested."""
    return f"{g.get(_PREFIX, '')}{request.path}"
