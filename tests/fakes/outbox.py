from collections.abc import Sequence

from attrs import frozen

from seller_orders.application.messages import Message
from tests.fakes.state import State


@frozen
class MemoryOutbox:
    state: State

    def add(self, messages: Sequence[Message]) -> None:
        for message in messages:
            key = message.domain_id, message.message_id
            assert key not in self.state.undelivered, "a message is recorded once"
            self.state.undelivered[key] = message

    def forget(self, message: Message) -> None:
        self.state.undelivered.pop((message.domain_id, message.message_id), None)
