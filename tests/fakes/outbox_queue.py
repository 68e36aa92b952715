from datetime import datetime

from attrs import frozen

from seller_orders.application.messages import CustomerNotification
from tests.fakes.store import MemoryStore

BATCH = 100


@frozen
class MemoryOutboxQueue:
    store: MemoryStore

    def undelivered(self) -> list[CustomerNotification]:
        waiting = self.store.committed.undelivered.values()
        return sorted(waiting, key=lambda message: (message.created_at, message.version))[:BATCH]

    def mark_delivered(self, message: CustomerNotification, at: datetime) -> None:
        with self.store.begin() as tx:
            tx.outbox.forget(message)
            tx.commit()
