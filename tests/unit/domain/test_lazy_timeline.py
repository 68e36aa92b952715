"""Timelines whose stored entries are built when they are read."""

from types import SimpleNamespace
from typing import Any

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from seller_orders.domain.comment import ensure_commentable
from seller_orders.domain.lazy_timeline import (
    LazyTimeline,
    appended,
    facts_of_entries,
    length_in_common,
)
from seller_orders.domain.order import Order
from seller_orders.domain.order_limits import MAX_COMMENTS
from seller_orders.domain.recorded_lateness import is_lateness_recorded
from seller_orders.domain.timeline import TimelineEntry
from seller_orders.testing.sample_order import LATER, change, order, refusal_of

ENTRIES = order().add_tags(["a"], change(2)).add_tags(["b"], change(3)).timeline
ENTRY = order().add_tags(["c"], change(4)).timeline[0]


def lazy(stored: int) -> LazyTimeline:
    """Return all entries, of which the first are stored."""
    return LazyTimeline(list(ENTRIES[:stored]), lambda record: record, tuple(ENTRIES[stored:]))


def unreadable(record: Any) -> TimelineEntry:
    raise AssertionError(f"{record} was built")


@given(stored=st.integers(0, 2), start=st.integers(-4, 4), stop=st.integers(-4, 4))
def test_it_is_read_like_a_tuple(stored: int, start: int, stop: int):
    timeline = lazy(stored)

    assert tuple(timeline) == ENTRIES
    assert [timeline[place] for place in range(-2, 2)] == [ENTRIES[p] for p in range(-2, 2)]
    assert timeline[start:stop] == ENTRIES[start:stop]
    assert (len(timeline), bool(timeline)) == (2, True)


def test_it_is_equal_to_the_tuple_of_its_entries():
    several = [lazy(stored) for stored in range(3)]

    assert all(one == other for one in several for other in [*several, ENTRIES])
    assert all(one == ENTRIES for one in several)
    assert {hash(each) for each in several} == {hash(ENTRIES)}
    assert several[0] != ENTRIES[:1]
    assert several[0] != appended(several[0], ENTRY)
    assert several[0] != list(ENTRIES)


def test_a_change_builds_no_stored_entry():
    stored = LazyTimeline(ENTRIES, unreadable)
    before = order(version=3, timeline=stored)

    after: Order = before.add_tags(["c"], change(4))

    assert isinstance(after.timeline, LazyTimeline)
    assert after.timeline.records is ENTRIES
    assert [entry.id for entry in after.timeline[2:]] == ["evt_4"]
    assert [*facts_of_entries(after.timeline)][:2] == [entry.data for entry in ENTRIES]
    assert length_in_common(after.timeline, before.timeline) == 2


def test_timelines_of_other_records_share_nothing():
    assert length_in_common(lazy(2), lazy(2)) == 0
    assert length_in_common(lazy(2), ENTRIES) == 0
    assert length_in_common(ENTRIES, ENTRIES[:1]) == 1
    assert length_in_common((ENTRY, *ENTRIES), ENTRIES) == 0


def timeline_of(*numbers: int, stored: int) -> LazyTimeline:
    """Return entries of which the first are stored, each timeline with records of its own."""
    entries = tuple(evolve(ENTRY, id=f"evt_{number}") for number in numbers)
    return LazyTimeline(entries[:stored], lambda record: record, entries[stored:])


def test_each_added_entry_follows_the_stored_ones():
    timeline = timeline_of(*range(5), stored=3)

    assert [timeline[place].id for place in range(5)] == [f"evt_{number}" for number in range(5)]


def test_timelines_of_one_length_may_differ():
    one = timeline_of(1, 2, stored=1)

    assert one == timeline_of(1, 2, stored=1)
    assert one != timeline_of(1, 3, stored=1)
    assert one != tuple(timeline_of(1, 3, stored=1))
    assert one != timeline_of(2, 2, stored=1)


def test_long_timelines_are_equal():
    assert timeline_of(*range(300), stored=1) == timeline_of(*range(300), stored=1)


def test_added_entries_of_the_same_records_are_compared():
    one = timeline_of(1, 2, stored=1)

    assert one == evolve(one, added=(evolve(one.added[0]),))
    assert one != evolve(one, added=())
    assert evolve(one, added=()) != one


def test_stored_comments_are_counted():
    """A stored entry names its type as plain text."""
    comment = SimpleNamespace(type="".join(["order.", "commented"]))
    full, one_less = (
        evolve(order(), timeline=LazyTimeline([comment] * count, unreadable))
        for count in (MAX_COMMENTS, MAX_COMMENTS - 1)
    )

    assert ensure_commentable(one_less).unwrap() is one_less
    assert refusal_of(ensure_commentable(full)).code == "invalid_fields"


def test_comments_and_lateness_are_found_without_building_entries():
    stored = evolve(order(), timeline=LazyTimeline(list(ENTRIES), unreadable))

    assert ensure_commentable(stored).unwrap() is stored
    assert not is_lateness_recorded(stored.timeline, LATER)
