"""Queue of the changes of each order in this process.

The core refuses all but one of the changes that are decided on the same version of an order. So the
changes that one process decides wait for each other, in the order of arrival.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import TIMEOUT_MAX, Event, Lock
from time import monotonic
from typing import Final, TypeAlias

from attrs import define, field, frozen

from seller_orders.application.blocking_io import blocking_io
from seller_orders.application.ports.unit_of_work import StoreUnavailableError
from seller_orders.domain.order import Order

# A worker has 384 threads: other requests keep two thirds of them.
_MAX_WAITING: Final = 128
_MAX_WAITING_FOR_AN_ORDER: Final = 32
# A change of another process, which got the order with its refusal, then overtakes the one that has
# to read it. Otherwise it could lose again and again.
_READ_EVERY: Final = 4

OrderOfDomain: TypeAlias = tuple[str, str]
"""Ids of a domain and of its order."""


@define(eq=False)
class _Line:
    waiting: deque["Turn"] = field(factory=deque)
    state: Order | None = None
    state_at: float = 0.0
    left_states: int = 0


@frozen(eq=False)
class Turn:
    """A change's turn at an order, and the order's state that earlier changes left."""

    _line: _Line
    has_come: Event = field(factory=Event, init=False)
    _joined_at: float = field(factory=monotonic, init=False)

    @property
    def state(self) -> Order | None:
        """The order as the core had it after this change arrived; None if that is not known."""
        # Another process may have changed an older state before this change was requested.
        return self._line.state if self._line.state_at > self._joined_at else None

    def set_state(self, order: Order | None, at: float) -> None:
        """Record the state that the core had after a time, in monotonic seconds."""
        self._line.state, self._line.state_at = order, at

    def leave_state(self, order: Order, at: float) -> None:
        """Record the state that this change committed, unless several before it did."""
        self._line.left_states = (self._line.left_states + 1) % _READ_EVERY
        self.set_state(order if self._line.left_states else None, at)


class OrderQueue:
    """Lets one change of an order at a time proceed; changes of other orders do not wait for it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._lines = dict[OrderOfDomain, _Line]()
        self._count = 0

    @contextmanager
    def turn(self, order: OrderOfDomain, deadline: float = float("inf")) -> Iterator[Turn]:
        """Wait for earlier changes of an order, without a concurrency slot, and block later ones.

        ``deadline`` is in monotonic seconds. Raises StoreUnavailableError if too many changes wait,
        or at the deadline.
        """
        turn = self._join(order)
        try:
            if not turn.has_come.is_set():
                with blocking_io():
                    turn.has_come.wait(max(0.0, min(deadline - monotonic(), TIMEOUT_MAX)))
                if not turn.has_come.is_set():
                    raise StoreUnavailableError("other changes of the order took too long")
            yield turn
        finally:
            self._leave(order, turn)

    def _join(self, order: OrderOfDomain) -> Turn:
        with self._lock:
            line = self._lines.get(order)
            if line is None:
                self._lines[order] = line = _Line()
                turn = Turn(line)
                turn.has_come.set()
                return turn
            if len(line.waiting) == _MAX_WAITING_FOR_AN_ORDER or self._count == _MAX_WAITING:
                raise StoreUnavailableError("too many changes wait for their turn")
            turn = Turn(line)
            line.waiting.append(turn)
            self._count += 1
        return turn

    def _leave(self, order: OrderOfDomain, turn: Turn) -> None:
        with self._lock:
            waiting = self._lines[order].waiting
            if not turn.has_come.is_set():
                waiting.remove(turn)
                self._count -= 1
            elif waiting:
                waiting.popleft().has_come.set()
                self._count -= 1
            else:
                del self._lines[order]
