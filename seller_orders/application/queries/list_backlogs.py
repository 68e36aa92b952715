"""Looking at how far the deliveries are behind."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from attrs import frozen

from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.outbox import OutboxQueue

MOST: Final = 100_000
"""How many messages are counted, of those that wait and of those that are dead."""


@frozen(kw_only=True)
class Backlog:
    """Messages of a channel that have not arrived; ``oldest_s`` is the age of the oldest."""

    channel: str
    is_dead: bool
    messages: int
    oldest_s: float


@frozen(kw_only=True)
class ListBacklogsHandler:
    """Lists the backlogs of all channels, of every domain: it is their operator who looks."""

    queue: OutboxQueue
    clock: Clock

    def __call__(self) -> Sequence[Backlog]:
        """Return a channel's backlog of each kind, where there is one."""
        now = self.clock.now()
        return [
            Backlog(
                channel=each.channel,
                is_dead=each.is_dead,
                messages=each.messages,
                oldest_s=_age_s(each.oldest_at, now),
            )
            for each in self.queue.backlogs(MOST)
        ]


def _age_s(moment: datetime, now: datetime) -> float:
    # Clocks of several machines differ by a little.
    return max(0.0, (now - moment).total_seconds())
