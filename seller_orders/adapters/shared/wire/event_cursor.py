"""Cursors of the event feed: a place in a domain's events, in URL-safe base64."""

import base64
from datetime import UTC, datetime
from typing import Final

import msgspec

from seller_orders.application.ports.event_log import EventPosition
from seller_orders.application.queries.list_events import EventCursorMark

_LAST_NUMBER: Final = 2**63 - 1
_LAST_SECOND: Final = int(datetime(9999, 1, 1, tzinfo=UTC).timestamp())


def write_event_cursor(mark: EventCursorMark) -> str:
    """Encode a place as a cursor."""
    place = msgspec.json.encode((mark.position.number, int(mark.since.timestamp())))
    return base64.urlsafe_b64encode(place).decode().rstrip("=")


def read_event_cursor(text: str) -> EventCursorMark:
    """Decode a cursor; ValueError if no response can have returned it."""
    place = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    number, since = msgspec.json.decode(place, type=tuple[int, int])
    if not (0 <= number <= _LAST_NUMBER and 0 <= since <= _LAST_SECOND):
        raise ValueError("the cursor is out of range")
    return EventCursorMark(EventPosition(number), datetime.fromtimestamp(since, UTC))
