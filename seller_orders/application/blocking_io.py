"""Waiting for others: who serves an operation may serve another meanwhile."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from typing import Final, TypeAlias

Meanwhile: TypeAlias = Callable[[], AbstractContextManager[object]]
"""Returns what surrounds a wait: a turn that is given to somebody else."""

_meanwhile: Final[ContextVar[Meanwhile]] = ContextVar("meanwhile", default=nullcontext)


@contextmanager
def release_slot_while(meanwhile: Meanwhile) -> Iterator[None]:
    """Say what surrounds the waits in this block, in this thread or task."""
    token = _meanwhile.set(meanwhile)
    try:
        yield
    finally:
        _meanwhile.reset(token)


def waiting() -> AbstractContextManager[object]:
    """Surround a wait for somebody outside the installation, with no transaction open."""
    return _meanwhile.get()()
