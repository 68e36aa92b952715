"""List undelivered messages."""

from collections.abc import Sequence

from attrs import frozen

from seller_orders.application.ports.outbox import OutboxQueue, UndeliveredMessage


@frozen
class ListUndelivered:
    """List some undelivered messages.

    >>> [str(each.message.about) for each in orders.list_undelivered(ListUndelivered(10))]
    ['order.created']
    >>> due_again = orders.deliver_messages(DeliverMessages())
    >>> orders.list_undelivered(ListUndelivered(10))
    []
    """

    limit: int


@frozen(kw_only=True)
class ListUndeliveredHandler:
    """Lists messages of every domain, for the operator."""

    queue: OutboxQueue

    def __call__(self, query: ListUndelivered) -> Sequence[UndeliveredMessage]:
        """Return dead messages first, then the longest due."""
        return self.queue.undelivered(query.limit)
