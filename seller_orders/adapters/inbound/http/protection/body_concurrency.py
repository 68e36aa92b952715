"""Allowances of request bodies in transit: one for each tenant, one for all unknown senders."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition, Lock
from typing import Final

from seller_orders.adapters.inbound.http.request_errors import ProblemError

_MAX_OF_TENANT: Final = 16
_MAX_QUEUED_OF_TENANT: Final = 32
_QUEUE_TIMEOUT_S: Final = 0.5
_MAX_OF_UNKNOWN: Final = 256
_MAX_BYTES_OF_UNKNOWN: Final = 64 * 1024 * 1024

Abort = Callable[[], object]


class TenantAllowances:
    """Lets 16 bodies of a tenant arrive at a time.

    Most bodies arrive with their headers, so a burst passes within moments: 32 more requests
    queue for half a second before they are refused.
    """

    def __init__(self) -> None:
        self._arriving: Counter[str] = Counter()
        self._queued: Counter[str] = Counter()
        self._changed = Condition()

    @contextmanager
    def counted(self, domain_id: str) -> Iterator[None]:
        """Count the block as the arrival of one body of the tenant; wait for capacity.

        Raises ProblemError if the tenant has too many.
        """
        with self._changed:
            if not self._wait_for_capacity(domain_id):
                raise _too_many(
                    f"{_MAX_OF_TENANT} request bodies of this domain are still being received."
                )
            self._arriving[domain_id] += 1
        try:
            yield
        finally:
            with self._changed:
                _decrement(self._arriving, domain_id)
                self._changed.notify_all()

    def _wait_for_capacity(self, domain_id: str) -> bool:
        if self._arriving[domain_id] < _MAX_OF_TENANT:
            return True
        if self._queued[domain_id] == _MAX_QUEUED_OF_TENANT:
            return False
        self._queued[domain_id] += 1
        try:
            return self._changed.wait_for(
                lambda: self._arriving[domain_id] < _MAX_OF_TENANT, _QUEUE_TIMEOUT_S
            )
        finally:
            _decrement(self._queued, domain_id)


class UnknownSenders:
    """Lets 256 bodies of unknown senders arrive at a time, which may have 64 MiB together.

    A body beyond that is accepted too, and the oldest ones are aborted: a body that arrives with
    its headers, as those of honest senders do, is complete before it is the oldest.
    """

    def __init__(self) -> None:
        self._arriving: dict[Abort, int] = {}
        self._lock = Lock()

    @contextmanager
    def counted(self, max_bytes: int, abort: Abort) -> Iterator[None]:
        """Count the block as the arrival of one body, which ``abort`` ends early."""
        with self._lock:
            self._arriving[abort] = max_bytes
            for oldest in self._beyond_limits():
                del self._arriving[oldest]
                oldest()
        try:
            yield
        finally:
            with self._lock:
                self._arriving.pop(abort, None)

    def _beyond_limits(self) -> list[Abort]:
        count, size = len(self._arriving), sum(self._arriving.values())
        beyond = []
        for abort, each in self._arriving.items():
            if count <= _MAX_OF_UNKNOWN and size <= _MAX_BYTES_OF_UNKNOWN:
                break
            beyond.append(abort)
            count, size = count - 1, size - each
        return beyond


def aborted() -> ProblemError:
    """Return the refusal of a body that was aborted in favour of a later one."""
    return _too_many(
        "Too many requests without a known sender are being received, and this was the oldest."
    )


def _too_many(reason: str) -> ProblemError:
    return ProblemError(
        429,
        "too_many_bodies",
        f"{reason} Send bodies faster or use fewer connections.",
        headers={"Retry-After": "1"},
    )


def _decrement(counter: Counter[str], domain_id: str) -> None:
    counter[domain_id] -= 1
    if not counter[domain_id]:
        del counter[domain_id]
