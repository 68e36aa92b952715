"""Waiting for bodies, which come as fast as their senders like: not for long, nor for many."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition, Event, Thread
from time import monotonic, sleep
from typing import Final

from attrs import define, field

from seller_orders.adapters.inbound.http.protection.slow_clients import SlowClients
from seller_orders.adapters.inbound.http.request_errors import ProblemError

_WITHIN_S: Final = 10.0
_LOOKED_AT_EVERY_S: Final = 0.5
_MOST_OF_A_DOMAIN: Final = 16
_MOST_IN_LINE: Final = 32
_IN_LINE_FOR_S: Final = 0.5


@define(eq=False)
class _Wait:
    port: int
    began: float = field(factory=monotonic)
    is_over: bool = False


class BodyReadLimit:
    """Lets 16 requests of a domain wait for their bodies at a time, each for 10 s.

    Bodies mostly come with their heads, and a burst of them is through within moments: 32 requests
    more stand in line for half a second before they are refused.
    """

    def __init__(self) -> None:
        self._waits: set[_Wait] = set()
        self._of_domain: Counter[str] = Counter()
        self._in_line: Counter[str] = Counter()
        self._changed = Condition()
        self._is_some = Event()
        self._callers = SlowClients()
        self._watch: Thread | None = None

    @contextmanager
    def waiting(self, domain_id: str, port: int) -> Iterator[None]:
        """Wait for a body on a connection to that port; ProblemError if it does not come."""
        wait = self._begin(domain_id, port)
        try:
            yield
        finally:
            with self._changed:
                self._waits.discard(wait)
                _one_less(self._of_domain, domain_id)
                self._changed.notify_all()
        if wait.is_over:
            raise ProblemError(
                408,
                "request_timeout",
                f"The body did not come within {_WITHIN_S:g} s.",
                headers={"Connection": "close"},
            )

    def _begin(self, domain_id: str, port: int) -> _Wait:
        with self._changed:
            if not self._is_let_in(domain_id):
                raise ProblemError(
                    429,
                    "too_many_bodies",
                    f"{_MOST_OF_A_DOMAIN} bodies of this domain are still on their way.",
                    headers={"Retry-After": "1"},
                )
            wait = _Wait(port)
            self._of_domain[domain_id] += 1
            self._waits.add(wait)
            if self._watch is None:
                # Not before it is needed: a process that is forked from this one has no threads.
                self._watch = Thread(target=self._end_late_ones, name="body-watch", daemon=True)
                self._watch.start()
        self._is_some.set()
        return wait

    def _is_let_in(self, domain_id: str) -> bool:
        if self._in_line[domain_id] == _MOST_IN_LINE:
            return False
        self._in_line[domain_id] += 1
        try:
            return self._changed.wait_for(
                lambda: self._of_domain[domain_id] < _MOST_OF_A_DOMAIN, _IN_LINE_FOR_S
            )
        finally:
            _one_less(self._in_line, domain_id)

    def _end_late_ones(self) -> None:
        while self._is_some.wait():
            sleep(_LOOKED_AT_EVERY_S)
            now = monotonic()
            with self._changed:
                slow = [each for each in self._waits if now - each.began > _LOOKED_AT_EVERY_S]
                late = [each for each in slow if now - each.began > _WITHIN_S]
                for each in late:
                    each.is_over = True
                if not self._waits:
                    self._is_some.clear()
            for port in {each.port for each in slow}:
                self._callers.look(port, _WITHIN_S, hang_up=bool(late))


def _one_less(counted: Counter[str], domain_id: str) -> None:
    counted[domain_id] -= 1
    if not counted[domain_id]:
        del counted[domain_id]
