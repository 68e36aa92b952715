from collections.abc import Iterable

from attrs import define, field, frozen

from seller_orders.testing.fakes.store import MemoryStore


@frozen
class CountingRelay:
    """Notes at each wake how many messages were committed by then."""

    store: MemoryStore
    found: list[int] = field(factory=list)

    @property
    def wakes(self) -> int:
        return len(self.found)

    def wake(self, _: Iterable[str]) -> None:
        self.found.append(len(self.store.committed.undelivered))


@define
class Bell:
    """Counts how often it is rung."""

    wakes: int = 0

    def wake(self, _: Iterable[str]) -> None:
        self.wakes += 1
