from collections.abc import Sequence
from datetime import datetime

from attrs import frozen

from seller_orders.application.messages import Channel, Message
from tests.fakes.store import MemoryStore

BATCH = 100


@frozen
class MemoryOutboxQueue:
    store: MemoryStore

    def undelivered(self, channel: Channel) -> list[Message]:
        every = self.store.committed.undelivered.values()
        waiting = [message for message in every if message.channel == channel]
        return sorted(waiting, key=lambda message: (message.created_at, message.version))[:BATCH]

    def mark_delivered(self, messages: Sequence[Message], at: datetime) -> None:
        with self.store.begin() as tx:
            for message in messages:
                tx.outbox.forget(message)
            tx.commit()
