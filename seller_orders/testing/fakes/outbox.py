"""The outbox and the log of events in memory, inside a unit of work."""

from collections.abc import Sequence

from attrs import frozen

from seller_orders.application.outbox_messages import Channel, Message
from seller_orders.application.ports.outbox import MessageExistsError
from seller_orders.testing.fakes.state import PostedMessage, State


@frozen
class MemoryOutbox:
    """Adds messages to the state of a unit of work."""

    state: State

    def add(self, messages: Sequence[Message]) -> None:
        """Add messages; MessageExistsError if the domain has one of the same id."""
        for message in messages:
            if message.channel == Channel.EVENT:
                self.state.last_event += 1
                self.state.events[self.state.last_event] = message
                continue
            key = message.domain_id, message.message_id
            if key in self.state.posted:
                raise MessageExistsError
            self.state.posted[key] = PostedMessage(
                message=message, due_at=message.held_until or message.created_at
            )
