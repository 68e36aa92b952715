"""Limit on how many requests are served at a time."""

from contextlib import AbstractContextManager
from queue import SimpleQueue


class ConcurrencyLimit:
    """A fixed number of slots; a request that waits for its caller releases its slot meanwhile."""

    def __init__(self, slots: int = 1) -> None:
        # As a semaphore, a SimpleQueue is the cheapest of the standard library.
        free: SimpleQueue[None] = SimpleQueue()
        for _ in range(slots):
            free.put(None)
        self._acquired, self._released = _Acquired(free), _Released(free)

    def acquired(self) -> AbstractContextManager[None]:
        """Hold a slot during the block; waits until one is free."""
        return self._acquired

    def released(self) -> AbstractContextManager[None]:
        """Release the caller's slot during the block, then wait for one again."""
        return self._released


class _Acquired(AbstractContextManager[None]):
    """Shared by all requests: it keeps nothing. A generator would be made for each."""

    def __init__(self, free: "SimpleQueue[None]") -> None:
        self._free = free

    def __enter__(self) -> None:
        self._free.get()

    def __exit__(self, *_: object) -> None:
        self._free.put(None)


class _Released(AbstractContextManager[None]):
    def __init__(self, free: "SimpleQueue[None]") -> None:
        self._free = free

    def __enter__(self) -> None:
        self._free.put(None)

    def __exit__(self, *_: object) -> None:
        self._free.get()
