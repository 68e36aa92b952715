from attrs import define, field

from seller_orders.application.outbox_messages import Message


@define
class CollectingDelivery:
    """Delivers every message but those that it is told to fail on."""

    sent: list[Message] = field(factory=list)
    fails_on: dict[str, Exception] = field(factory=dict)

    def send(self, message: Message) -> None:
        if message.message_id in self.fails_on:
            raise self.fails_on[message.message_id]
        self.sent.append(message)
