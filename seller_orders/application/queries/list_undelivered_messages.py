"""List undelivered messages."""

from collections.abc import Sequence

from attrs import frozen

from seller_orders.application.ports.outbox import OutboxQueue, UndeliveredMessage


@frozen
class ListUndelivered:
    """List some undelivered messages.

    >>> notify = UpdateStatus(
    ...     domain_id="dom_1",
    ...     order_id="ord_1",
    ...     by="erp",
    ...     status=OrderStatus.SHIPPED,
    ...     notify_customer=True,
    ... )
    >>> shipped = orders.update_status(notify)
    >>> [str(each.message.about) for each in orders.list_undelivered(ListUndelivered(10))]
    ['order.status_changed']
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
