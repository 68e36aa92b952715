from attrs import define, field

from seller_orders.application.outbox_messages import Message


@define
class CollectingPublisher:
    """Takes every event but those that it is told to fail on."""

    published: list[Message] = field(factory=list)
    fails_on: dict[str, Exception] = field(factory=dict)

    def publish(self, event: Message) -> None:
        if event.message_id in self.fails_on:
            raise self.fails_on[event.message_id]
        self.published.append(event)
