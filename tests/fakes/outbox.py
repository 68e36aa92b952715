from collections.abc import Sequence

from attrs import frozen

from seller_orders.application.messages import CustomerNotification
from tests.fakes.state import State


@frozen
class MemoryOutbox:
    state: State

    def add(self, messages: Sequence[CustomerNotification]) -> None:
        for message in messages:
            self.state.undelivered[message.domain_id, message.message_id] = message

    def forget(self, message: CustomerNotification) -> None:
        self.state.undelivered.pop((message.domain_id, message.message_id), None)
