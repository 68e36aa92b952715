"""List the backlogs of the outbox."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from attrs import frozen

from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.outbox import OutboxQueue

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
    """Lists the backlogs of all channels and domains, for the operator."""

    queue: OutboxQueue
    clock: Clock

    def __call__(self) -> Sequence[Backlog]:
        """Return the waiting and the dead backlog of each channel that has one."""
        now = self.clock.now()
        return [
            Backlog(
                channel=each.channel,
                is_dead=each.is_dead,
                messages=each.messages,
                oldest_s=_age_s(each.oldest_at, now),
            )
            for each in self.queue.backlogs(COUNT_LIMIT)
        ]


def _age_s(moment: datetime, now: datetime) -> float:
    # Clocks of several machines differ slightly.
    return max(0.0, (now - moment).total_seconds())
