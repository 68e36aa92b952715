"""Forgetting what has been kept long enough."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from attrs import frozen

from seller_orders.application.idempotency import KEPT_FOR
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.reaper import Reaper

_MESSAGES_KEPT_FOR: Final = timedelta(days=7)


@frozen(kw_only=True)
class ReapHandler:
    """Forgets answers to keys after 24 hours, delivered events and refund requests after 7 days."""

    reaper: Reaper
    clock: Clock

    def __call__(self) -> None:
        """Forget until nothing is old enough."""
        now = self.clock.now()
        _drain(self.reaper.forget_answers, now - KEPT_FOR)
        _drain(self.reaper.forget_messages, now - _MESSAGES_KEPT_FOR)


def _drain(forget: Callable[[datetime], int], before: datetime) -> None:
    while forget(before):
        pass
