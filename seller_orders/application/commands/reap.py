"""Forgetting what has been kept long enough, or in too much detail."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Final

from attrs import frozen

from seller_orders.application.idempotency import RETENTION
from seller_orders.application.outbox_messages import LEASE
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.reaper import Reaper
from seller_orders.application.retry_policy import LONGEST_WAIT

_MESSAGES_KEPT_FOR: Final = timedelta(days=7)
_DUE_WITHIN: Final = LONGEST_WAIT + LEASE
"""A message that is due later than this was given its due time before the clock was set back."""


@frozen(kw_only=True)
class ReapHandler:
    """Forgets answers to keys after 24 hours, delivered events and refund requests after 7 days.

    Messages whose due times a clock that was set back has left too far ahead are due now. What
    writes left of how many orders there are is summed up.
    """

    reaper: Reaper
    clock: Clock

    def __call__(self) -> None:
        """Go on until nothing is old enough, and sum up once: writes leave more all the time."""
        now = self.clock.now()
        _drain(partial(self.reaper.forget_answers, now - RETENTION))
        _drain(partial(self.reaper.forget_messages, now - _MESSAGES_KEPT_FOR))
        _drain(partial(self.reaper.bring_forward, now + _DUE_WITHIN, now))
        self.reaper.sum_counts_up()


def _drain(reap_some: Callable[[], int]) -> None:
    while reap_some():
        pass
