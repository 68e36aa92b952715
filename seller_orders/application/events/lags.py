"""Events that the consumers of all domains have not finished."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, TypeAlias

from attrs import frozen

from seller_orders.application.events.consumers import ENDPOINTS, DomainConsumers, EventConsumer
from seller_orders.application.ports.event_cursors import EventCursors
from seller_orders.application.ports.event_log import BEGINNING, EventLog, EventPosition
from seller_orders.application.ports.outbox import UndeliveredMessages

_DOMAINS_AT_ONCE: Final = 500

_Newest: TypeAlias = Mapping[str, EventPosition]
_Behind: TypeAlias = tuple[str, EventPosition, EventConsumer]


@frozen(kw_only=True)
class EventLags:
    """Counts the events that consumers have not finished.

    The endpoints of all domains are counted together, without their replays. An event in the
    outbox is counted there.
    """

    log: EventLog
    cursors: EventCursors
    consumers: Sequence[EventConsumer]
    domain_consumers: DomainConsumers

    def __call__(self, most: int) -> Sequence[UndeliveredMessages]:
        """Return the lag of each kind of consumers that is behind, up to ``most`` events each."""
        newest = self._newest()
        lags = [
            self._lag(each.id, self._domains_of_one(each, newest), most) for each in self.consumers
        ]
        if self.domain_consumers.has_any():
            lags.append(self._lag(ENDPOINTS, self._endpoints(newest), most))
        return [each for each in lags if each is not None]

    def _domains_of_one(self, consumer: EventConsumer, newest: _Newest) -> Iterator[_Behind]:
        begin = self.cursors.begin(consumer.id, is_listening=True)
        positions = self.cursors.positions(consumer.id)
        for domain_id, last in newest.items():
            position = max(positions.get(domain_id, BEGINNING), begin)
            if last > position:
                yield domain_id, position, consumer

    def _endpoints(self, newest: _Newest) -> Iterator[_Behind]:
        positions = self.cursors.positions_of_domains()
        behind = {domain for (domain, _), at in positions.items() if newest.get(domain, at) > at}
        for domain_id in sorted(behind):
            for each in self.domain_consumers.of_domain(domain_id):
                position = positions.get((domain_id, each.id))
                if position is not None and not each.is_replay:
                    yield domain_id, position, each

    def _lag(
        self, channel: str, behind: Iterable[_Behind], most: int
    ) -> UndeliveredMessages | None:
        total, oldest = 0, list[datetime]()
        for domain_id, position, consumer in behind:
            if total >= most:
                break
            count, oldest_at = self.log.count(domain_id, position, most - total, consumer.types)
            total += count
            oldest += [oldest_at] if oldest_at else []
        if not oldest:
            return None
        return UndeliveredMessages(
            channel=channel, is_dead=False, messages=total, oldest_at=min(oldest)
        )

    def _newest(self) -> _Newest:
        found, after = dict[str, EventPosition](), ""
        while some := self.log.domains(after, _DOMAINS_AT_ONCE):
            found |= some
            after = max(some)
        return found
