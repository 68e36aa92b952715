"""The steps of a request as its Server-Timing header (W3C Server Timing)."""

from time import perf_counter


class Stopwatch:
    """Times steps: a step that is taken is in the header, even if it had nothing to do."""

    def __init__(self) -> None:
        self._entries: list[str] = []

    def step(self, name: str) -> "_Timed":
        """Time one step."""
        return _Timed(name, self._entries)

    @property
    def header(self) -> str:
        """The steps in the order in which they ended, durations in milliseconds."""
        return ", ".join(self._entries)


class _Timed:
    """What surrounds a step. Written out, since a generator costs more than most steps there are.

    It is entered at each step of each request.
    """

    def __init__(self, name: str, entries: list[str]) -> None:
        self._name = name
        self._entries = entries

    def __enter__(self) -> None:
        self._begun = perf_counter()

    def __exit__(self, *_: object) -> None:
        took_ms = (perf_counter() - self._begun) * 1000
        self._entries.append(f"{self._name};dur={took_ms:.3f}")
