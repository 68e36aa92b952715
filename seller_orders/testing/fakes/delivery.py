"""Delivery of messages to a list."""

from attrs import define, field

from seller_orders.application.outbox_messages import Message


@define
class CollectingDelivery:
    """Delivers messages to ``sent``, or raises what ``fails_on`` has for a message id."""

    sent: list[Message] = field(factory=list)
    fails_on: dict[str, Exception] = field(factory=dict)

    def send(self, message: Message) -> None:
        """Deliver a message."""
        if message.message_id in self.fails_on:
            raise self.fails_on[message.message_id]
        self.sent.append(message)
