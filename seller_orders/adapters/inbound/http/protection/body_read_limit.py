"""Limits on slow request bodies: how long each may take, and how many a domain may have."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition, Event, Thread
from time import monotonic, sleep
from typing import Final

from attrs import define, field

from seller_orders.adapters.inbound.http.protection.slow_clients import SlowClients
from seller_orders.adapters.inbound.http.request_errors import ProblemError

_READ_TIMEOUT_S: Final = 10.0
_CHECK_INTERVAL_S: Final = 0.5
_MAX_READS_PER_DOMAIN: Final = 16
_MAX_QUEUED_PER_DOMAIN: Final = 32
_QUEUE_TIMEOUT_S: Final = 0.5


@define(eq=False)
class _Read:
    port: int
    began: float = field(factory=monotonic)
    timed_out: bool = False


class BodyReadLimit:
    """Lets 16 requests of a domain wait for their bodies at a time, each for 10 s.

    Most bodies arrive with their headers, so a burst passes within moments: 32 more requests
    queue for half a second before they are refused.
    """

    def __init__(self) -> None:
        self._reads: set[_Read] = set()
        self._reading: Counter[str] = Counter()
        self._queued: Counter[str] = Counter()
        self._changed = Condition()
        self._has_reads = Event()
        self._slow_clients = SlowClients()
        self._thread: Thread | None = None

    @contextmanager
    def limited(self, domain_id: str, port: int) -> Iterator[None]:
        """Count the block as one body read of the domain, on a connection to the port.

        Waits until the domain is below its limit.

        Raises ProblemError if the domain has too many such requests or the body times out.
        """
        read = self._begin(domain_id, port)
        try:
            yield
        finally:
            with self._changed:
                self._reads.discard(read)
                _decrement(self._reading, domain_id)
                self._changed.notify_all()
        if read.timed_out:
            raise ProblemError(
                408,
                "request_timeout",
                f"The body did not arrive within {_READ_TIMEOUT_S:g} s. Send the request again.",
                headers={"Connection": "close"},
            )

    def _begin(self, domain_id: str, port: int) -> _Read:
        with self._changed:
            if not self._wait_for_capacity(domain_id):
                raise ProblemError(
                    429,
                    "too_many_bodies",
                    f"{_MAX_READS_PER_DOMAIN} request bodies of this domain are still being "
                    "received. Send bodies faster or use fewer connections.",
                    headers={"Retry-After": "1"},
                )
            read = _Read(port)
            self._reading[domain_id] += 1
            self._reads.add(read)
            if self._thread is None:
                # Started on first use: threads do not survive a fork.
                self._thread = Thread(target=self._check, name="slow-bodies", daemon=True)
                self._thread.start()
        self._has_reads.set()
        return read

    def _wait_for_capacity(self, domain_id: str) -> bool:
        if self._queued[domain_id] == _MAX_QUEUED_PER_DOMAIN:
            return False
        self._queued[domain_id] += 1
        try:
            return self._changed.wait_for(
                lambda: self._reading[domain_id] < _MAX_READS_PER_DOMAIN, _QUEUE_TIMEOUT_S
            )
        finally:
            _decrement(self._queued, domain_id)

    def _check(self) -> None:
        while self._has_reads.wait():
            sleep(_CHECK_INTERVAL_S)
            now = monotonic()
            with self._changed:
                slow = [read for read in self._reads if now - read.began > _CHECK_INTERVAL_S]
                late = [read for read in slow if now - read.began > _READ_TIMEOUT_S]
                for read in late:
                    read.timed_out = True
                if not self._reads:
                    self._has_reads.clear()
            for port in {read.port for read in slow}:
                self._slow_clients.check(port, _READ_TIMEOUT_S, close=bool(late))


def _decrement(counter: Counter[str], domain_id: str) -> None:
    counter[domain_id] -= 1
    if not counter[domain_id]:
        del counter[domain_id]
