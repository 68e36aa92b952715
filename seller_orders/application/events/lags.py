"""Events that the consumers of all domains have not finished."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from attrs import frozen

from seller_orders.application.ports.event_cursors import EventCursors
from seller_orders.application.ports.event_log import BEGINNING, EventLog, EventPosition
from seller_orders.application.ports.outbox import UndeliveredMessages

_DOMAINS_AT_ONCE: Final = 500


@frozen(kw_only=True)
class EventLags:
    """Counts the events that consumers have not finished.

    An event in the outbox is counted there.
    """

    log: EventLog
    cursors: EventCursors
    consumers: Sequence[str]

    def __call__(self, most: int) -> Sequence[UndeliveredMessages]:
        """Return the lag of each consumer that is behind, up to ``most`` events."""
        return [lag for each in self.consumers if (lag := self._lag(each, most)) is not None]

    def _lag(self, consumer: str, most: int) -> UndeliveredMessages | None:
        begin = self.cursors.begin(consumer, is_listening=True)
        positions = self.cursors.positions(consumer)
        total, oldest = 0, list[datetime]()
        for domain_id, newest in self._newest():
            position = max(positions.get(domain_id, BEGINNING), begin)
            if newest > position and total < most:
                count, oldest_at = self.log.count(domain_id, position, most - total)
                total += count
                oldest += [oldest_at] if oldest_at else []
        if not oldest:
            return None
        return UndeliveredMessages(
            channel=consumer, is_dead=False, messages=total, oldest_at=min(oldest)
        )

    def _newest(self) -> Iterator[tuple[str, EventPosition]]:
        after = ""
        while found := self.log.domains(after, _DOMAINS_AT_ONCE):
            yield from found.items()
            after = max(found)
