"""Release of the request's concurrency slot during blocking I/O."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from typing import Final, TypeAlias

ReleaseSlot: TypeAlias = Callable[[], AbstractContextManager[object]]
"""Returns a context without the slot: released on entry, acquired again on exit."""

_release: Final[ContextVar[ReleaseSlot]] = ContextVar("release_slot", default=nullcontext)


@contextmanager
def release_during_blocking_io(release: ReleaseSlot) -> Iterator[None]:
    """Call ``release`` around each ``blocking_io`` in this block, in this thread or task."""
    token = _release.set(release)
    try:
        yield
    finally:
        _release.reset(token)


def blocking_io() -> AbstractContextManager[object]:
    """Return the context for a call to another system, made with no transaction open."""
    return _release.get()()
