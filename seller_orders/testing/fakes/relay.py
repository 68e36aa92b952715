"""Relays that count how often they are woken."""

from collections.abc import Iterable

from attrs import define, field, frozen

from seller_orders.testing.fakes.store import MemoryStore


@frozen
class CountingRelay:
    """Records how many messages were committed at each wake."""

    store: MemoryStore
    found: list[int] = field(factory=list)

    @property
    def wakes(self) -> int:
        """Number of wakes."""
        return len(self.found)

    def wake(self, _: Iterable[str]) -> None:
        """Record the number of undelivered messages."""
        self.found.append(len(self.store.committed.undelivered))


@define
class WakeCounter:
    """Counts wakes."""

    wakes: int = 0

    def wake(self, _: Iterable[str]) -> None:
        """Count a wake."""
        self.wakes += 1
