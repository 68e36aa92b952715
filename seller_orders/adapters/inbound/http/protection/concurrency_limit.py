"""Limit on how many requests are served at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from queue import SimpleQueue


class ConcurrencyLimit:
    """A fixed number of slots; a request that waits for its caller releases its slot meanwhile."""

    def __init__(self, slots: int = 1) -> None:
        # As a semaphore, a SimpleQueue is the cheapest of the standard library.
        self._free: SimpleQueue[None] = SimpleQueue()
        for _ in range(slots):
            self._free.put(None)

    @contextmanager
    def acquired(self) -> Iterator[None]:
        """Hold a slot during the block; waits until one is free."""
        self._free.get()
        try:
            yield
        finally:
            self._free.put(None)

    @contextmanager
    def released(self) -> Iterator[None]:
        """Release the caller's slot during the block, then wait for one again."""
        self._free.put(None)
        try:
            yield
        finally:
            self._free.get()
