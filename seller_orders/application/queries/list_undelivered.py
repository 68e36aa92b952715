"""Looking at what the outbox still holds."""

from collections.abc import Sequence

from attrs import frozen

from seller_orders.application.ports.outbox import OutboxQueue, UndeliveredMessage


@frozen
class ListUndelivered:
    """Look at some messages that have not arrived.

    >>> [str(each.message.about) for each in orders.list_undelivered(ListUndelivered(10))]
    ['order.created']
    >>> later = orders.deliver_messages(DeliverMessages())
    >>> orders.list_undelivered(ListUndelivered(10))
    []
    """

    limit: int


@frozen(kw_only=True)
class ListUndeliveredHandler:
    """Lists messages of every domain: it is their operator who looks."""

    queue: OutboxQueue

    def __call__(self, query: ListUndelivered) -> Sequence[UndeliveredMessage]:
        """Return dead messages first, then those that are due longest."""
        return self.queue.undelivered(query.limit)
