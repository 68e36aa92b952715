"""Delete expired data, complete search data, and compact counts."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Final

from attrs import frozen

from seller_orders.application.idempotency import RETENTION
from seller_orders.application.outbox_messages import LEASE
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.reaper import Reaper
from seller_orders.application.retry_policy import MAX_WAIT

_MESSAGES_KEPT_FOR: Final = timedelta(days=7)
_DUE_WITHIN: Final = MAX_WAIT + LEASE
"""A message due later than this was scheduled before the clock was set back."""


@frozen(kw_only=True)
class ReapHandler:
    """Deletes responses after 24 hours, and delivered messages to other systems after 7 days.

    Messages that are due too late because the clock was set back become due now. The search data of
    orders that an earlier release has changed is completed. Entries of the order counts are
    compacted.
    """

    reaper: Reaper
    clock: Clock

    def __call__(self) -> None:
        """Delete until nothing has expired, and compact once: writes keep adding count entries."""
        now = self.clock.now()
        _drain(partial(self.reaper.delete_old_responses, now - RETENTION))
        _drain(partial(self.reaper.delete_old_messages, now - _MESSAGES_KEPT_FOR))
        _drain(partial(self.reaper.bring_forward, now + _DUE_WITHIN, now))
        _drain(self.reaper.complete_search_data)
        self.reaper.compact_counts()


def _drain(reap_some: Callable[[], int]) -> None:
    while reap_some():
        pass
