"""Whether a request comes from another layer, and what path the installation's caller asked for."""

from typing import Final

from flask import g, request

PREFIX_HEADER: Final = "X-Forwarded-Prefix"
"""What the layer before has cut off a path's beginning."""

_CUT_OFF: Final = "cut_off_prefix"


def trust_forwarded_prefix() -> None:
    """Believe what another layer says of the path: it has shown the service token."""
    setattr(g, _CUT_OFF, request.headers.get(PREFIX_HEADER, ""))


def is_internal() -> bool:
    """Tell whether another layer asks."""
    return _CUT_OFF in g


def public_path() -> str:
    """Return the path that the installation's caller has asked for."""
    return f"{g.get(_CUT_OFF, '')}{request.path}"
