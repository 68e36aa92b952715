"""List the backlogs of the outbox."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from attrs import frozen

from seller_orders.application.events.consumers import shown_channel
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.outbox import OutboxQueue, UndeliveredMessages

COUNT_LIMIT: Final = 100_000
"""Count limit of waiting, and of dead, messages."""


@frozen(kw_only=True)
class Backlog:
    """Undelivered messages of a channel; ``oldest_s`` is the age of the oldest, in seconds."""

    channel: str
    is_dead: bool
    messages: int
    oldest_s: float


@frozen(kw_only=True)
class ListBacklogsHandler:
    """Lists the backlogs of all channels and domains, for the operator.

    The webhook endpoints of all domains are one channel. ``lags`` counts the events that consumers
    of the log have not reached.
    """

    queue: OutboxQueue
    lags: Callable[[int], Sequence[UndeliveredMessages]]
    clock: Clock

    def __call__(self) -> Sequence[Backlog]:
        """Return the waiting and the dead backlog of each channel that has one."""
        now = self.clock.now()
        found = defaultdict[tuple[str, bool], list[UndeliveredMessages]](list)
        for each in (*self.queue.backlogs(COUNT_LIMIT), *self.lags(COUNT_LIMIT)):
            found[shown_channel(each.channel), each.is_dead].append(each)
        return [
            Backlog(
                channel=channel,
                is_dead=is_dead,
                messages=sum(part.messages for part in parts),
                oldest_s=_age_s(min(part.oldest_at for part in parts), now),
            )
            for (channel, is_dead), parts in found.items()
        ]


def _age_s(moment: datetime, now: datetime) -> float:
    # Clocks of several machines differ slightly.
    return max(0.0, (now - moment).total_seconds())
