"""Pace of responses to callers without a valid credential."""

from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import Final

from attrs import define, field

_INTERVAL_S: Final = 0.01
_MAX_DELAY_S: Final = 1.0


@define(eq=False)
class RefusalPacing:
    """Schedule that spaces refusals out, so that made-up credentials delay no other caller.

    A refusal leaves at least 10 ms after the one before, so a caller who waits for each response
    gets at most 100 a second, on all connections together. None is delayed by more than a second.
    """

    clock: Callable[[], float] = monotonic
    _next: float = field(default=0.0, init=False)
    _lock: Lock = field(factory=Lock, init=False)

    def delay_s(self) -> float:
        """Reserve the next time for a refusal, and return how long it has to wait."""
        with self._lock:
            now = self.clock()
            delay = min(max(0.0, self._next - now), _MAX_DELAY_S)
            self._next = now + delay + _INTERVAL_S
            return delay
