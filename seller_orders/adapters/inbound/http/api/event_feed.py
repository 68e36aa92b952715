"""Query parameters and pages of the event feed."""

from collections.abc import Callable
from datetime import timedelta
from fnmatch import fnmatchcase
from typing import Annotated, Any, ClassVar, Self, TypedDict

from flask import Response
from msgspec import Meta

from seller_orders.adapters.inbound.http.api.cursors import refuse_cursor
from seller_orders.adapters.inbound.http.api.event_schemas import OrderEvent
from seller_orders.adapters.inbound.http.api.query_parameter_types import BoundedNumber, PageSize
from seller_orders.adapters.inbound.http.api.responses import json_response
from seller_orders.adapters.shared.wire.event_cursor import read_event_cursor, write_event_cursor
from seller_orders.adapters.shared.wire.event_document import event_document
from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.json_codec import Document
from seller_orders.application.ports.webhook_sender import WebhookEvent
from seller_orders.application.queries.list_events import EventCursorMark, EventPage, ListEvents
from seller_orders.domain.timeline import ChangeType


class WaitSeconds(BoundedNumber):
    """Seconds to wait for an event, from 1."""

    __slots__ = ()
    MOST = 20
    SCHEMA: ClassVar[dict[str, Any]] = {"type": "integer", "minimum": 1, "maximum": MOST}


class EventTypes(frozenset[str]):
    """Types of events, as globs such as ``order.refund_*``; each matches some type."""

    SCHEMA: ClassVar[dict[str, Any]] = {
        "type": "array",
        "items": {"type": "string", "enum": ["*", "order.*", *ChangeType]},
        "minItems": 1,
    }
    IS_LIST = True

    @classmethod
    def read(cls, value: Any) -> Self:
        """Decode globs, separated by commas."""
        for glob in value.split(","):
            if not any(fnmatchcase(each, glob) for each in ChangeType):
                raise ValueError(
                    f"Each glob must match a type; {glob[:100]!r} matches none of: "
                    f"{', '.join(ChangeType)}"
                )
        return cls(value.split(","))


class EventFeedParameters(Document):
    """Query parameters of the event feed."""

    after: Annotated[
        Annotated[str, Meta(extra_json_schema={"format": "event-cursor"})] | None,
        about("`next_cursor` of an answer, or `cursor` of an event; without it the oldest event."),
    ] = None
    types: Annotated[
        EventTypes | None, about("Types of events, such as `order.refund_*`; all by default.")
    ] = None
    limit: Annotated[PageSize | None, about("Most events of an answer; 20 by default.")] = None
    wait: Annotated[
        WaitSeconds | None, about("Seconds to wait if there is no event; none by default.")
    ] = None


class FeedEventView(OrderEvent):
    """An event, as webhooks receive it, with its cursor."""

    cursor: Annotated[str, about("Value of `after` for the events after this one.", "WzQyLDFd")]


class EventFeedDocument(TypedDict):
    """Events of a domain, oldest first."""

    events: Annotated[list[FeedEventView], about("Events.")]
    next_cursor: Annotated[
        str, about("Value of `after` for the next request, with or without events.", "WzQyLDFd")
    ]


def events_query(
    domain_id: str, given: EventFeedParameters, is_stopping: Callable[[], bool]
) -> ListEvents:
    """Return the query that the parameters describe."""
    return ListEvents(
        domain_id=domain_id,
        after=None if given.after is None else _mark(given.after),
        types=tuple(sorted(given.types or ())),
        limit=int(given.limit or 20),
        wait=timedelta(seconds=int(given.wait or 0)),
        is_stopping=is_stopping,
    )


def feed_page(page: EventPage) -> Response:
    """Return a page of events."""
    events = [
        {**event_document(WebhookEvent.of(e.event)), "cursor": write_event_cursor(e.mark)}
        for e in page.events
    ]
    return json_response({"events": events, "next_cursor": write_event_cursor(page.next)})


def _mark(text: str) -> EventCursorMark:
    try:
        return read_event_cursor(text)
    except (ValueError, RecursionError):
        refuse_cursor("after")
