"""An event publisher that records events."""

from attrs import define, field

from seller_orders.application.outbox_messages import Message


@define
class CollectingPublisher:
    """Publishes events to ``published``, or raises what ``fails_on`` has for a message id."""

    published: list[Message] = field(factory=list)
    fails_on: dict[str, Exception] = field(factory=dict)

    def publish(self, event: Message) -> None:
        """Publish an event."""
        if event.message_id in self.fails_on:
            raise self.fails_on[event.message_id]
        self.published.append(event)
