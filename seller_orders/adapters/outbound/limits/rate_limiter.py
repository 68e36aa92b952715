"""Counting requests in fixed windows, some at a time.

To ask Redis at every request would cost more than most requests do. A process reserves a fiftieth
of the quota at once and counts that down by itself. So what one process has reserved and not used
by the end of a window is lost to the others: at most a fiftieth a process.
"""

import logging
import time
from collections.abc import Callable
from threading import Lock
from typing import Final

from attrs import define
from cachetools import LRUCache
from circuitbreaker import CircuitBreaker, CircuitBreakerError
from limits import RateLimitItem, parse
from limits.errors import StorageError
from limits.storage import MemoryStorage, RedisStorage, Storage

from seller_orders.application.ports.rate_limiter import Allowance

_RESERVATIONS: Final = 50
_MOST_SUBJECTS: Final = 20_000
_ANSWER_WITHIN_S: Final = 0.08
_FAILURES_TO_OPEN: Final = 3
_OPEN_FOR_S: Final = 2

_log: Final = logging.getLogger("seller_orders.limits")


@define
class _Reserved:
    """Requests that this process may still let in by itself; ``beyond`` is left to all.

    ``ends_at`` is a moment of the monotonic clock.
    """

    ends_at: float
    left: int
    beyond: int


class WindowRateLimiter:
    """Lets so many requests of a subject in a window of time, by all processes together.

    ``rate`` is written as ``1000/second``. Without Redis, or while it is away, each process counts
    for itself.
    """

    def __init__(self, rate: str, redis_url: str | None = None) -> None:
        """Take a rate; ValueError if it is none."""
        self._rate: RateLimitItem = parse(rate)
        if self._rate.amount < 1:
            raise ValueError("a rate lets at least one request in")
        self._window_s = self._rate.get_expiry()
        self._batch = max(1, self._rate.amount // _RESERVATIONS)
        self._alone: Storage = MemoryStorage()
        self._shared = _redis(redis_url) if redis_url else None
        breaker = CircuitBreaker(
            failure_threshold=_FAILURES_TO_OPEN,
            recovery_timeout=_OPEN_FOR_S,
            expected_exception=StorageError,
            name="limits",
        )
        # CircuitBreaker.call() would not look whether the circuit is open.
        self._reserve_shared: Callable[[Storage, str, float], _Reserved] = breaker.decorate(
            self._reserve_in
        )
        self._reserved: LRUCache[str, _Reserved] = LRUCache(_MOST_SUBJECTS)
        self._lock = Lock()

    def take(self, subject: str) -> Allowance:
        """Count one request."""
        now = time.monotonic()
        with self._lock:
            reserved = self._reserved.get(subject)
            if (
                reserved is None
                or now >= reserved.ends_at
                or (not reserved.left and reserved.beyond)
            ):
                reserved = self._reserved[subject] = self._reserve(subject, now)
            is_exceeded = reserved.left == 0
            if not is_exceeded:
                reserved.left -= 1
            return Allowance(
                quota=self._rate.amount,
                window_s=self._window_s,
                remaining=reserved.left + reserved.beyond,
                resets_in_s=reserved.ends_at - now,
                is_exceeded=is_exceeded,
            )

    def _reserve(self, subject: str, now: float) -> _Reserved:
        if self._shared is None:
            return self._reserve_in(self._alone, subject, now)
        try:
            return self._reserve_shared(self._shared, subject, now)
        except (StorageError, CircuitBreakerError) as error:
            _log.warning("counting requests in this process alone: %s", error)
            return self._reserve_in(self._alone, subject, now)

    def _reserve_in(self, storage: Storage, subject: str, now: float) -> _Reserved:
        # Windows begin by the machine's clock, so that processes share them without asking. This
        # process measures on its monotonic clock when the window ends: the other may be set back.
        window, elapsed_s = divmod(time.time(), self._window_s)
        key = self._rate.key_for(subject, str(int(window)))
        counted = storage.incr(key, self._window_s, amount=self._batch)
        free_before = self._rate.amount - (counted - self._batch)
        granted = max(0, min(self._batch, free_before))
        ends_at = now + self._window_s - elapsed_s
        return _Reserved(ends_at, granted, max(0, free_before - granted))


def _redis(url: str) -> Storage:
    return RedisStorage(
        url,
        wrap_exceptions=True,
        socket_timeout=_ANSWER_WITHIN_S,
        socket_connect_timeout=_ANSWER_WITHIN_S,
    )
