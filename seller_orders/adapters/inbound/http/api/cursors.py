"""Pagination cursors: the position after a page's last entry, in URL-safe base64."""

import base64
from typing import Any, NoReturn

import msgspec

from seller_orders.adapters.inbound.http.request_errors import invalid
from seller_orders.adapters.shared.wire.json_codec import encode


def write_cursor(position: Any) -> str:
    """Encode a position as a cursor."""
    return base64.urlsafe_b64encode(encode(position)).decode().rstrip("=")


def read_cursor(text: str, type_: Any) -> Any:
    """Decode a cursor as a position of the type; raise InvalidRequestError if it is none."""
    try:
        position = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        return msgspec.json.decode(position, type=type_)
    except (ValueError, UnicodeError, RecursionError):
        refuse_cursor()


def refuse_cursor(name: str = "cursor") -> NoReturn:
    """Raise InvalidRequestError for a cursor that no response has returned."""
    invalid("unknown_value", f"{name} must be the next_cursor of a response.", name)
