"""Telling whoever follows the orders."""

from typing import Protocol

from seller_orders.application.messages import Message


class EventPublisher(Protocol):
    """Hands events on."""

    def publish(self, event: Message) -> None:
        """Hand an event on; the same message_id again is the same event.

        Raises DeliveryError where it was not taken.
        """
        ...
