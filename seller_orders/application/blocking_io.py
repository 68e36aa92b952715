"""Release of the request's concurrency slot during blocking I/O."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar
from typing import Final, TypeAlias

ReleaseSlot: TypeAlias = Callable[[], AbstractContextManager[object]]
"""Returns a context without the slot: released on entry, acquired again on exit."""

_release: Final[ContextVar[ReleaseSlot]] = ContextVar("release_slot", default=nullcontext)


class release_during_blocking_io(AbstractContextManager[None]):  # noqa: N801  # for ``with``
    """Call ``release`` around each ``blocking_io`` in this block, in this thread or task."""

    def __init__(self, release: ReleaseSlot) -> None:
        self._given = release

    def __enter__(self) -> None:
        self._token = _release.set(self._given)

    def __exit__(self, *_: object) -> None:
        _release.reset(self._token)


def blocking_io() -> AbstractContextManager[object]:
    """Return the context for a call to another system, made with no transaction open."""
    return _release.get()()
