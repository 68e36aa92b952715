"""Cursors: where an answer ends, in characters that a URL can carry as they are."""

import base64
from typing import Any, NoReturn

import msgspec

from seller_orders.adapters.inbound.http.request_errors import invalid
from seller_orders.adapters.shared.wire.json_codec import encode


def write_cursor(place: Any) -> str:
    """Write a place in a list."""
    return base64.urlsafe_b64encode(encode(place)).decode().rstrip("=")


def read_cursor(text: str, type_: Any) -> Any:
    """Read a place of that type in a list, or refuse the request."""
    try:
        place = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        return msgspec.json.decode(place, type=type_)
    except (ValueError, UnicodeError, RecursionError):
        refuse_cursor()


def refuse_cursor() -> NoReturn:
    """Refuse a cursor that no answer has given."""
    invalid("unknown_value", "cursor is not one that an answer gave.", "cursor")
