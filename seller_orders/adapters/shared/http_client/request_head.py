"""The head of a request: its first line and its headers."""

from collections.abc import Mapping
from typing import Final

from urllib3.util.url import Url, _encode_target

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_WITHOUT_BODY: Final = frozenset({"GET", "HEAD", "DELETE", "OPTIONS", "TRACE", "CONNECT"})


def request_head(method: str, target: str, headers: Mapping[str, str], body: bytes | None) -> bytes:
    """Return the bytes before the body.

    Raises ValueError for a line break in a header, which would begin another one.
    """
    lines = [f"{method} {target} HTTP/1.1", *(f"{k}: {v}" for k, v in headers.items())]
    if body is not None or method not in _WITHOUT_BODY:
        lines.append(f"Content-Length: {len(body or b'')}")
    text = "\r\n".join(lines)
    breaks = len(lines) - 1
    if (text.count("\r"), text.count("\n")) != (breaks, breaks) or "\0" in text:
        raise ValueError("a header of a request has a line break")
    return f"{text}\r\n\r\n".encode("latin-1")


def encoded(target: str) -> str:
    """Return a path and query with all characters escaped that a request's target cannot have."""
    return _encode_target(target)


def host_header(url: Url) -> str:
    """Return the value of the header ``Host`` of requests to a URL."""
    host = url.host or ""
    if host.startswith("["):
        # The zone of an address means nothing to the other side.
        host = f"{host.partition('%')[0].rstrip(']')}]"
    is_default = url.port in (None, _DEFAULT_PORTS.get(url.scheme or ""))
    return host if is_default else f"{host}:{url.port}"
