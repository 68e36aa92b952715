"""Delete expired data, make the changes that are due, and complete search data and counts."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Final, TypeVar

from attrs import frozen
from returns.pipeline import is_successful
from returns.result import Result

from seller_orders.application.commands.record_lateness import RecordLateness
from seller_orders.application.commands.release_expired_holds import ReleaseExpiredHolds
from seller_orders.application.idempotency import RETENTION
from seller_orders.application.outbox_messages import LEASE
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.due_changes import DueChanges
from seller_orders.application.ports.reaper import Reaper
from seller_orders.application.retry_policy import MAX_WAIT
from seller_orders.domain.lateness import is_lateness_recorded
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import Refusal

T = TypeVar("T")

_MESSAGES_KEPT_FOR: Final = timedelta(days=7)
_DUE_WITHIN: Final = MAX_WAIT + LEASE
"""A message due later than this was scheduled before the clock was set back."""


@frozen(kw_only=True)
class ReapHandler:
    """Deletes responses after 24 hours, and delivered messages to other systems after 7 days.

    Messages that are due too late because the clock was set back become due now. The search data of
    orders that an earlier release has changed is completed. Entries of the order counts are
    compacted. Holds whose end is past are released, and the lateness of orders is recorded.
    """

    reaper: Reaper
    due: DueChanges
    release_expired_holds: Callable[[ReleaseExpiredHolds], Result[Order, Refusal]]
    record_lateness: Callable[[RecordLateness], Result[Order, Refusal]]
    clock: Clock

    def __call__(self) -> None:
        """Delete until nothing has expired, and compact once: writes keep adding count entries."""
        now = self.clock.now()
        _drain(partial(self.reaper.delete_old_responses, now - RETENTION))
        _drain(partial(self.reaper.delete_old_messages, now - _MESSAGES_KEPT_FOR))
        _drain(partial(self.reaper.bring_forward, now + _DUE_WITHIN, now))
        self._release_holds(now)
        self._record_lateness(now)
        _drain(self.reaper.complete_search_data)
        self.reaper.compact_counts()

    def _release_holds(self, now: datetime) -> None:
        """Release holds whose end is past."""
        for key in _each_once(partial(self.due.expired_holds, now)):
            command = ReleaseExpiredHolds(domain_id=key.domain_id, order_id=key.order_id)
            self.release_expired_holds(command)

    def _record_lateness(self, now: datetime) -> None:
        """Record the lateness of orders, and settle what is on the timeline."""
        for late in _each_once(partial(self.due.late_orders, now)):
            key = late.order
            after = self.record_lateness(
                RecordLateness(domain_id=key.domain_id, order_id=key.order_id)
            )
            if is_successful(after) and is_lateness_recorded(after.unwrap(), late.ship_by):
                self.due.settle_lateness(late)


def _each_once(find_some: Callable[[], Iterable[T]]) -> Iterator[T]:
    """Find some at a time until only known ones are found: an order may stay as it is."""
    known = set[T]()
    while found := [each for each in find_some() if each not in known]:
        known.update(found)
        yield from found


def _drain(reap_some: Callable[[], int]) -> None:
    while reap_some():
        pass
