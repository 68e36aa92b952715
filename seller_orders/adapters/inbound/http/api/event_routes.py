"""Route of the event feed."""

from typing import Final

from flask import Blueprint, Response

from seller_orders.adapters.inbound.http.api.event_feed import (
    EventFeedDocument,
    EventFeedParameters,
    events_query,
    feed_page,
)
from seller_orders.adapters.inbound.http.api.operation import Caller, Tag, operation
from seller_orders.adapters.inbound.http.api.responses import respond
from seller_orders.adapters.inbound.http.app_context import domain_use_cases, is_draining
from seller_orders.application.access import Scope
from seller_orders.domain.refusals import CursorExpired

events: Final = Blueprint("events", __name__)


@events.get("/events")
@operation(
    Scope.READ,
    responses={200: EventFeedDocument},
    refusals=(CursorExpired,),
    is_of_core=True,
    tag=Tag.EVENTS,
)
def list_events(caller: Caller, query: EventFeedParameters) -> Response:
    """List the events of a domain.

    The documents are those that webhooks receive, in one order without gaps. Keep `next_cursor`,
    and pass it as `after`: the answer has what came since. Without `after` the list begins at the
    oldest event. Events are kept for 30 days; an older cursor is refused with `cursor_expired`.
    With `wait` an answer without events is held until there is one.
    """
    wanted = events_query(caller.domain_id, query, is_draining)
    return respond(domain_use_cases().events.list(wanted), feed_page)
