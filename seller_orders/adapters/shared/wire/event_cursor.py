"""Cursors of the event feed: a place in a domain's events, in URL-safe base64."""

from datetime import UTC, datetime
from typing import Final

from seller_orders.adapters.shared.wire.url_safe_json import read_url_safe, write_url_safe
from seller_orders.application.ports.event_log import EventPosition
from seller_orders.application.queries.list_events import EventCursorMark

_LAST_NUMBER: Final = 2**63 - 1
_LAST_SECOND: Final = int(datetime(9999, 1, 1, tzinfo=UTC).timestamp())


def write_event_cursor(mark: EventCursorMark) -> str:
    """Encode a place as a cursor."""
    return write_url_safe((mark.position.number, int(mark.since.timestamp())))


def read_event_cursor(text: str) -> EventCursorMark:
    """Decode a cursor; ValueError if no response can have returned it."""
    number, since = read_url_safe(text, tuple[int, int])
    if not (0 <= number <= _LAST_NUMBER and 0 <= since <= _LAST_SECOND):
        raise ValueError("the cursor is out of range")
    return EventCursorMark(EventPosition(number), datetime.fromtimestamp(since, UTC))
