"""Pagination cursors: the position after a page's last entry, in URL-safe base64."""

from typing import Any, NoReturn

from seller_orders.adapters.inbound.http.request_errors import invalid
from seller_orders.adapters.shared.wire.url_safe_json import read_url_safe, write_url_safe


def write_cursor(position: Any) -> str:
    """Encode a position as a cursor."""
    return write_url_safe(position)


def read_cursor(text: str, type_: Any) -> Any:
    """Decode a cursor as a position of the type; raise InvalidRequestError if it is none."""
    try:
        return read_url_safe(text, type_)
    except (ValueError, RecursionError):
        refuse_cursor()


def refuse_cursor(name: str = "cursor") -> NoReturn:
    """Raise InvalidRequestError for a cursor that no response has returned."""
    invalid("unknown_value", f"{name} must be the next_cursor of a response.", name)
