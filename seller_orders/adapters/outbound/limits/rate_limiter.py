"""Rate limiter with fixed windows, shared by processes through Redis.

A call to Redis for each request would cost more than most requests. So a process reserves a
fiftieth of the quota at a time and counts it down locally. What it does not use by the end of the
window is lost to the others: at most a fiftieth a process.
"""

import logging
import time
from collections.abc import Callable
from contextlib import nullcontext
from threading import Lock
from typing import Any, Final, TypeAlias
from weakref import WeakValueDictionary

from attrs import define
from cachetools import LRUCache, TTLCache
from circuitbreaker import CircuitBreaker, CircuitBreakerError
from limits import RateLimitItem, parse
from limits.errors import StorageError
from limits.storage import RedisStorage

from seller_orders.application.blocking_io import blocking_io
from seller_orders.application.ports.rate_limiter import Allowance

_RESERVATIONS: Final = 50
_MAX_SUBJECTS: Final = 20_000
_ANSWER_WITHIN_S: Final = 0.08
_FAILURES_TO_OPEN: Final = 3
_OPEN_FOR_S: Final = 2

_log: Final = logging.getLogger("seller_orders.limits")

_Count: TypeAlias = Callable[[str, int, int], int]
"""Adds to the number of a key for some seconds, and returns the sum."""


@define
class _Reserved:
    """Requests that this process may still allow, and those left ``beyond`` for all processes.

    ``ends_at`` is the end of the window on the monotonic clock.
    """

    ends_at: float
    left: int
    beyond: int

    def is_used_up(self, now: float) -> bool:
        """Return whether more has to be reserved before a request can be allowed or refused."""
        return now >= self.ends_at or bool(self.beyond and not self.left)


class WindowRateLimiter:
    """Limit on the requests of a subject in a window, for all processes together.

    ``rate`` is a string such as ``1000/second``. Without Redis, or while it is unreachable, each
    process counts its own requests.
    """

    def __init__(self, rate: str, redis_url: str | None = None) -> None:
        """Create a limiter. Raises ValueError if the rate is invalid."""
        self._rate: RateLimitItem = parse(rate)
        if self._rate.amount < 1:
            raise ValueError("a rate must allow at least one request")
        self._window_s = self._rate.get_expiry()
        self._batch = max(1, self._rate.amount // _RESERVATIONS)
        # The library's MemoryStorage starts a thread at almost every count.
        self._counts: TTLCache[str, int] = TTLCache(_MAX_SUBJECTS, self._window_s)
        self._shared = _redis(redis_url) if redis_url else None
        breaker = CircuitBreaker(
            failure_threshold=_FAILURES_TO_OPEN,
            recovery_timeout=_OPEN_FOR_S,
            expected_exception=StorageError,
            name="limits",
        )
        # CircuitBreaker.call() ignores an open circuit; the decorator does not.
        self._reserve_shared: Callable[[_Count, str, float], _Reserved] = breaker.decorate(
            self._reserve_in
        )
        self._reserved: LRUCache[str, _Reserved] = LRUCache(_MAX_SUBJECTS)
        self._lock = Lock()
        # A lock is kept as long as a request holds it or waits for it.
        self._reserving = WeakValueDictionary[str, Any]()
        self._blocking_io = blocking_io if self._shared else nullcontext

    def take(self, subject: str) -> Allowance:
        """Count a request and return whether it is within the quota."""
        now = time.monotonic()
        allowance = self._take_reserved(subject, now)
        while allowance is None:
            self._reserve_once(subject)
            now = time.monotonic()
            allowance = self._take_reserved(subject, now)
        return allowance

    def _reserve_once(self, subject: str) -> None:
        """Reserve more of a subject's quota, unless another request has done so meanwhile."""
        with self._lock:
            reserving = self._reserving.setdefault(subject, Lock())
        # A slow Redis delays this subject's requests only. Without the lock, each of many
        # concurrent requests would reserve a batch and leave most of it unused.
        with self._blocking_io(), reserving:
            now = time.monotonic()
            with self._lock:
                reserved = self._reserved.get(subject)
            if reserved is None or reserved.is_used_up(now):
                more = self._reserve(subject, now)
                with self._lock:
                    self._add(subject, more)

    def _take_reserved(self, subject: str, now: float) -> Allowance | None:
        """Count a request; return None if more has to be reserved first."""
        with self._lock:
            reserved = self._reserved.get(subject)
            if reserved is None or reserved.is_used_up(now):
                return None
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

    def _add(self, subject: str, more: _Reserved) -> None:
        reserved = self._reserved.get(subject)
        if reserved is not None and abs(more.ends_at - reserved.ends_at) < self._window_s / 2:
            # Within one window, what is left of the last reservation stays.
            more.left += reserved.left
            more.beyond = min(more.beyond, reserved.beyond)
        self._reserved[subject] = more

    def _reserve(self, subject: str, now: float) -> _Reserved:
        if self._shared is None:
            return self._reserve_in(self._count, subject, now)
        try:
            return self._reserve_shared(self._shared.incr, subject, now)
        except (StorageError, CircuitBreakerError) as error:
            _log.warning("redis is unreachable, so requests are counted per process: %s", error)
            return self._reserve_in(self._count, subject, now)

    def _reserve_in(self, count: _Count, subject: str, now: float) -> _Reserved:
        # Windows start by the wall clock, so that all processes agree on them. They end by the
        # monotonic clock, because the wall clock may be set back.
        window, elapsed_s = divmod(time.time(), self._window_s)
        key = self._rate.key_for(subject, str(int(window)))
        counted = count(key, self._window_s, self._batch)
        free_before = self._rate.amount - (counted - self._batch)
        granted = max(0, min(self._batch, free_before))
        ends_at = now + self._window_s - elapsed_s
        return _Reserved(ends_at, granted, max(0, free_before - granted))

    def _count(self, key: str, _: int, amount: int) -> int:
        """Count requests of this process in the window of a key, and return their number."""
        with self._lock:
            counted = self._counts[key] = self._counts.get(key, 0) + amount
        return counted


def _redis(url: str) -> RedisStorage:
    return RedisStorage(
        url,
        wrap_exceptions=True,
        socket_timeout=_ANSWER_WITHIN_S,
        socket_connect_timeout=_ANSWER_WITHIN_S,
    )
