"""The operations on the event log."""

from collections.abc import Callable

from attrs import frozen
from returns.result import Result

from seller_orders.application.queries.list_events import EventPage, ListEvents
from seller_orders.domain.refusals import CursorExpired


@frozen(kw_only=True)
class EventOperations:
    """Read the events of a domain's orders.

    >>> operations: EventOperations = orders.events
    >>> page = operations.list(ListEvents(domain_id="dom_1")).unwrap()
    >>> [each.event.order_id for each in page.events]
    ['ord_1']
    """

    list: Callable[[ListEvents], Result[EventPage, CursorExpired]]
