"""Timelines whose stored entries are built when they are read.

A change appends one entry. Building thousands of stored entries for it would take longer than the
change itself.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias, overload

from attrs import evolve, frozen

from seller_orders.domain.timeline import Fact, TimelineEntry


@frozen(eq=False)
class LazyTimeline(Sequence[TimelineEntry]):
    """Stored entries, which ``build`` makes from ``records``, and ``added`` ones.

    Equals the tuple of its entries. A record has the ``type`` and ``data`` of its entry.
    """

    records: Sequence[Any]
    build: Callable[[Any], TimelineEntry]
    added: tuple[TimelineEntry, ...] = ()

    def __len__(self) -> int:
        """Return the number of entries."""
        return len(self.records) + len(self.added)

    @overload
    def __getitem__(self, index: int) -> TimelineEntry: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[TimelineEntry, ...]: ...
    def __getitem__(self, index: int | slice) -> TimelineEntry | tuple[TimelineEntry, ...]:
        """Return an entry, or a tuple of entries."""
        places = range(len(self))[index]
        if isinstance(places, range):
            return tuple(map(self._entry, places))
        return self._entry(places)

    def __iter__(self) -> Iterator[TimelineEntry]:
        """Iterate over the entries."""
        yield from map(self.build, self.records)
        yield from self.added

    def __eq__(self, other: object) -> bool:
        """Return whether the entries are equal."""
        if isinstance(other, LazyTimeline) and self.records is other.records:
            return self.added == other.added
        if isinstance(other, tuple | LazyTimeline):
            return len(self) == len(other) and tuple(self) == tuple(other)
        return NotImplemented

    def __hash__(self) -> int:
        """Return the hash of the tuple of the entries."""
        return hash(tuple(self))

    def _entry(self, place: int) -> TimelineEntry:
        stored = len(self.records)
        return self.build(self.records[place]) if place < stored else self.added[place - stored]


Timeline: TypeAlias = tuple[TimelineEntry, ...] | LazyTimeline
"""Entries of an order, oldest first."""


def appended(timeline: Timeline, entry: TimelineEntry) -> Timeline:
    """Return the timeline with one more entry."""
    if isinstance(timeline, LazyTimeline):
        return evolve(timeline, added=(*timeline.added, entry))
    return (*timeline, entry)


def facts_of_entries(timeline: Timeline) -> Iterator[Mapping[str, Fact]]:
    """Return the facts of each entry, without building it."""
    if isinstance(timeline, LazyTimeline):
        yield from (record.data for record in timeline.records)
        timeline = timeline.added
    yield from (entry.data for entry in timeline)


def types_of_entries(timeline: Timeline) -> Iterator[str]:
    """Return the name of each entry's type, without building it."""
    if isinstance(timeline, LazyTimeline):
        yield from (record.type for record in timeline.records)
        timeline = timeline.added
    yield from (entry.type for entry in timeline)


def length_in_common(timeline: Timeline, previous: Timeline) -> int:
    """Return how many first entries two timelines share, without building them."""
    if isinstance(timeline, LazyTimeline) and isinstance(previous, LazyTimeline):
        return len(timeline.records) if timeline.records is previous.records else 0
    if isinstance(timeline, tuple) and isinstance(previous, tuple):
        pairs = zip(timeline, previous, strict=False)
        return next(
            (n for n, (now, before) in enumerate(pairs) if now is not before),
            min(len(timeline), len(previous)),
        )
    return 0
