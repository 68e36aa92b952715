"""Queue of the changes of each order in this process.

The core refuses all but one of the changes that are decided on the same version of an order. So the
changes that one process decides wait for each other, in the order of arrival.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import TIMEOUT_MAX, Event, Lock
from time import monotonic
from typing import Final, TypeAlias

from seller_orders.application.blocking_io import blocking_io
from seller_orders.application.ports.unit_of_work import StoreUnavailableError

# A worker has 384 threads: other requests keep two thirds of them.
_MOST_WAITING: Final = 128
_MOST_WAITING_FOR_AN_ORDER: Final = 32

OrderOfDomain: TypeAlias = tuple[str, str]
"""Ids of a domain and of its order."""

_deadline: Final[ContextVar[float]] = ContextVar("deadline", default=float("inf"))


@contextmanager
def deadline_in(seconds: float) -> Iterator[None]:
    """Limit the wait of all changes in this block, in this thread or task, to some seconds."""
    token = _deadline.set(monotonic() + seconds)
    try:
        yield
    finally:
        _deadline.reset(token)


class OrderQueue:
    """Lets one change of an order at a time proceed; changes of other orders do not wait for it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting = dict[OrderOfDomain, deque[Event]]()
        self._count = 0

    @contextmanager
    def turn(self, order: OrderOfDomain) -> Iterator[None]:
        """Wait for earlier changes of an order, without a concurrency slot, and block later ones.

        Raises StoreUnavailableError if too many changes wait, or at the deadline.
        """
        my_turn = self._join(order)
        try:
            if not my_turn.is_set():
                with blocking_io():
                    my_turn.wait(max(0.0, min(_deadline.get() - monotonic(), TIMEOUT_MAX)))
                if not my_turn.is_set():
                    raise StoreUnavailableError("other changes of the order took too long")
            yield
        finally:
            self._leave(order, my_turn)

    def _join(self, order: OrderOfDomain) -> Event:
        my_turn = Event()
        with self._lock:
            waiting = self._waiting.get(order)
            if waiting is None:
                self._waiting[order] = deque()
                my_turn.set()
            elif len(waiting) == _MOST_WAITING_FOR_AN_ORDER or self._count == _MOST_WAITING:
                raise StoreUnavailableError("too many changes wait for their turn")
            else:
                waiting.append(my_turn)
                self._count += 1
        return my_turn

    def _leave(self, order: OrderOfDomain, my_turn: Event) -> None:
        with self._lock:
            waiting = self._waiting[order]
            if not my_turn.is_set():
                waiting.remove(my_turn)
                self._count -= 1
            elif waiting:
                waiting.popleft().set()
                self._count -= 1
            else:
                del self._waiting[order]
