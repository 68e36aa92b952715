"""Turns of a command in the queue, kept while it is retried after a write conflict.

Without that a command that another process overtook would queue again, behind all others.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from time import monotonic
from typing import Final

from attrs import define, field

from seller_orders.adapters.outbound.core_api.order_queue import OrderOfDomain, OrderQueue, Turn
from seller_orders.application.ports.unit_of_work import WriteConflictError


@define
class Turns:
    """A command's turns at orders. It waits for them until ``deadline``, in monotonic seconds."""

    deadline: float = float("inf")
    _by_order: dict[OrderOfDomain, Turn] = field(factory=dict, init=False)
    _held: ExitStack = field(factory=ExitStack, init=False)

    def take(self, queue: OrderQueue, order: OrderOfDomain) -> Turn:
        """Return the turn at an order; wait for it unless the command has it."""
        if order not in self._by_order:
            turn = self._held.enter_context(queue.turn(order, self.deadline))
            self._by_order[order] = turn
        return self._by_order[order]

    def release(self) -> None:
        """Give all turns to the changes that wait for them."""
        self._by_order.clear()
        self._held.close()


_of_command: Final[ContextVar[Turns | None]] = ContextVar("turns", default=None)


@contextmanager
def command_within(seconds: float) -> Iterator[None]:
    """Run the units of work in this block, in this thread or task, as attempts of one command.

    The command waits for its turns no longer than some seconds.
    """
    turns = Turns(monotonic() + seconds)
    token = _of_command.set(turns)
    try:
        yield
    finally:
        _of_command.reset(token)
        turns.release()


@contextmanager
def turns_of_unit() -> Iterator[Turns]:
    """Provide the turns of a unit of work; a write conflict leaves them to the next attempt."""
    command = _of_command.get()
    turns = Turns() if command is None else command
    with ExitStack() as released:
        released.callback(turns.release)
        try:
            yield turns
        except WriteConflictError:
            if command is not None:
                released.pop_all()
            raise
