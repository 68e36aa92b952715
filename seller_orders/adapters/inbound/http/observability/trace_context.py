"""Trace id of a request (W3C Trace Context)."""

import re
from typing import Final

_TRACEPARENT: Final = re.compile(
    r"(?!ff)(?P<version>[0-9a-f]{2})-(?!0{32})(?P<trace_id>[0-9a-f]{32})"
    r"-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?P<more>-.*)?"
)


def trace_id_of(traceparent: str) -> str | None:
    """Return the trace id of a traceparent header, or None if the header is malformed.

    Later versions of the standard may append fields.
    """
    found = _TRACEPARENT.fullmatch(traceparent)
    if found is None or (found["version"] == "00" and found["more"] is not None):
        return None
    return found["trace_id"]
