"""The steps of a request as its Server-Timing header (W3C Server Timing)."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter


class Stopwatch:
    """Times steps: a step that is taken is in the header, even if it had nothing to do."""

    def __init__(self) -> None:
        self._entries: list[str] = []

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time one step."""
        begun = perf_counter()
        try:
            yield
        finally:
            self._entries.append(f"{name};dur={(perf_counter() - begun) * 1000:.3f}")

    @property
    def header(self) -> str:
        """The steps in the order in which they ended, durations in milliseconds."""
        return ", ".join(self._entries)
