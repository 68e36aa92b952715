"""Work of a relay: a consumer and a domain whose events it may not have finished."""

from collections.abc import Callable

from attrs import frozen

from seller_orders.application.events.consumers import EventConsumer
from seller_orders.application.ports.event_log import EventPosition


@frozen
class EventWork:
    """A consumer that may have unfinished events of a domain.

    ``begin`` is where it begins in a domain without a cursor; None if it waits for one.
    ``find_consumer`` returns it as it is by then, None if it takes no events: what it wants may
    change until its cursor is leased.
    """

    domain_id: str
    consumer_id: str
    begin: EventPosition | None
    find_consumer: Callable[[], EventConsumer | None]

    @property
    def key(self) -> tuple[str, str]:
        """The domain and the consumer: at most one batch of them is delivered at a time."""
        return self.domain_id, self.consumer_id
