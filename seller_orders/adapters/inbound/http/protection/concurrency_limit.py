"""Taking turns: of all requests that are there, a few are worked on at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from queue import SimpleQueue


class ConcurrencyLimit:
    """So many turns; who has one and waits for its caller cedes it meanwhile."""

    def __init__(self, at_once: int = 1) -> None:
        # A queue that never holds more than it is given here is the semaphore that costs least.
        self._free: SimpleQueue[None] = SimpleQueue()
        for _ in range(at_once):
            self._free.put(None)

    @contextmanager
    def one(self) -> Iterator[None]:
        """Have a turn."""
        self._free.get()
        try:
            yield
        finally:
            self._free.put(None)

    @contextmanager
    def released(self) -> Iterator[None]:
        """Let another have the turn that the caller has."""
        self._free.put(None)
        try:
            yield
        finally:
            self._free.get()
