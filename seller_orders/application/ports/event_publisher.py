"""Publishers of events."""

from typing import Protocol

from seller_orders.application.outbox_messages import Message


class EventPublisher(Protocol):
    """Publishes events.

    >>> class Printing:
    ...     def publish(self, event: Message) -> None:
    ...         print(event.about, event.version)
    >>> orders = embed(database, events=Printing())
    >>> ship = UpdateStatus(
    ...     domain_id="dom_1", order_id="ord_1", by="erp", status=OrderStatus.SHIPPED
    ... )
    >>> shipped = orders.update_status(ship)
    >>> due_again = orders.deliver_messages(DeliverMessages())
    order.created 1
    order.status_changed 2
    """

    def publish(self, event: Message) -> None:
        """Publish an event; a repeated message_id is the same event.

        Raises DeliveryError if the event was not accepted.
        """
        ...
