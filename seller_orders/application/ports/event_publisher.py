"""Telling whoever follows the orders."""

from typing import Protocol

from seller_orders.application.outbox_messages import Message


class EventPublisher(Protocol):
    """Hands events on.

    >>> class Printing:
    ...     def publish(self, event: Message) -> None:
    ...         print(event.about, event.version)
    >>> orders = embed(database, events=Printing())
    >>> ship = UpdateStatus(
    ...     domain_id="dom_1", order_id="ord_1", by="erp", status=OrderStatus.SHIPPED
    ... )
    >>> shipped = orders.update_status(ship)
    >>> later = orders.deliver_messages(DeliverMessages())
    order.created 1
    order.status_changed 2
    """

    def publish(self, event: Message) -> None:
        """Hand an event on; the same message_id again is the same event.

        Raises DeliveryError where it was not taken.
        """
        ...
