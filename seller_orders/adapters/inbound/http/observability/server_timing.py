"""Durations of a request's steps for its Server-Timing header (W3C Server Timing)."""

from time import perf_counter


class Stopwatch:
    """Measures steps. A step without work is in the header, too."""

    def __init__(self) -> None:
        self._entries: list[str] = []

    def step(self, name: str) -> "_StepTimer":
        """Return a context manager that measures one step."""
        return _StepTimer(name, self._entries)

    @property
    def header(self) -> str:
        """Steps in the order in which they ended, with durations in milliseconds."""
        return ", ".join(self._entries)


class _StepTimer:
    """Context manager of a step; as a generator it would cost more than most steps take."""

    def __init__(self, name: str, entries: list[str]) -> None:
        self._name = name
        self._entries = entries

    def __enter__(self) -> None:
        self._begun = perf_counter()

    def __exit__(self, *_: object) -> None:
        took_ms = (perf_counter() - self._begun) * 1000
        self._entries.append(f"{self._name};dur={took_ms:.3f}")
