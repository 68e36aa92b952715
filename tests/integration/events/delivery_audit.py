"""Audit of what consumers of the event log received, by the records of writers and receivers.

Moments are numbers that one counter gives to all threads.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from attrs import frozen

AT_ONCE: Final = 32
"""Most attempts that two relays can have under way to an endpoint and its replay."""


@frozen
class Written:
    """An event that was committed between two moments."""

    event_id: str
    domain_id: str
    order_id: str
    version: int
    began: int
    ended: int


@frozen
class Attempt:
    """An attempt to deliver an event to a consumer, between two moments."""

    consumer: str
    event_id: str
    is_accepted: bool
    began: int
    ended: int


@frozen(kw_only=True)
class Consumer:
    """A consumer of the events of some domains that were written since it was ``created``.

    ``replayed`` is the moment before its last replay, of all events.
    """

    name: str
    domain_ids: Sequence[str]
    created: int = 0
    deleted: int | None = None
    replayed: int | None = None

    def is_due(self, event: Written) -> bool:
        """Return whether it has to get an event."""
        return event.domain_id in self.domain_ids and event.began > self.created


def missing(
    consumers: Iterable[Consumer], written: Sequence[Written], attempts: Sequence[Attempt]
) -> list[str]:
    """Return the events that consumers have to get, and have not accepted."""
    accepted = defaultdict[tuple[str, str], int](int)
    for each in attempts:
        if each.is_accepted:
            key = each.consumer, each.event_id
            accepted[key] = max(accepted[key], each.ended)
    return [
        f"{consumer.name} waits for {each.event_id}"
        for consumer in consumers
        if consumer.deleted is None
        for each in written
        if accepted[consumer.name, each.event_id] <= _since(consumer, each)
    ]


def _since(consumer: Consumer, event: Written) -> int:
    """Return the moment after which an event has to be accepted; -1 if it need not be."""
    is_replayed = consumer.replayed is not None and event.ended < consumer.replayed
    if event.domain_id in consumer.domain_ids and is_replayed:
        assert consumer.replayed is not None
        return consumer.replayed
    return 0 if consumer.is_due(event) else -1


def violations(
    consumers: Iterable[Consumer], written: Sequence[Written], attempts: Sequence[Attempt]
) -> Iterator[str]:
    """Yield what consumers should not have received, or not then."""
    events = {each.event_id: each for each in written}
    by_consumer = defaultdict[str, list[Attempt]](list)
    for each in attempts:
        by_consumer[each.consumer].append(each)
        if each.event_id not in events:
            yield f"{each.consumer} got {each.event_id}, which was rolled back"
    for consumer in consumers:
        known = [each for each in by_consumer[consumer.name] if each.event_id in events]
        yield from _overtaking(consumer, events, known)
        if consumer.deleted is not None:
            yield from _after_deletion(consumer, consumer.deleted, events, known)


def _overtaking(
    consumer: Consumer, events: Mapping[str, Written], attempts: Sequence[Attempt]
) -> Iterator[str]:
    accepted = dict[str, int]()
    for each in attempts:
        if each.is_accepted:
            accepted[each.event_id] = min(each.ended, accepted.get(each.event_id, each.ended))
    of_order = defaultdict[str, list[Written]](list)
    for event in events.values():
        if consumer.is_due(event):
            of_order[event.order_id].append(event)
    for each in attempts:
        event = events[each.event_id]
        for earlier in of_order[event.order_id]:
            is_accepted = accepted.get(earlier.event_id, each.began) < each.began
            if earlier.version < event.version and not is_accepted:
                yield f"{consumer.name} got {event.event_id} before {earlier.event_id}"
        if event.domain_id not in consumer.domain_ids:
            yield f"{consumer.name} got {event.event_id} of another domain"


def _after_deletion(
    consumer: Consumer, deleted: int, events: Mapping[str, Written], attempts: Sequence[Attempt]
) -> Iterator[str]:
    late = [each for each in attempts if each.began > deleted]
    for each in late:
        if events[each.event_id].began > deleted:
            yield f"{consumer.name} got {each.event_id}, written after it was deleted"
    if len(late) > AT_ONCE:
        yield f"{consumer.name} got {len(late)} events after it was deleted"


def feed_violations(
    domain_id: str, written: Sequence[Written], read: Sequence[str]
) -> Iterator[str]:
    """Yield how a reader's feed differs from each committed event, once, in order per order."""
    events = {each.event_id: each for each in written if each.domain_id == domain_id}
    yield from (f"the feed has {id}, which was not written" for id in read if id not in events)
    yield from (f"the feed lacks {id}" for id in events.keys() - set(read))
    if len(read) != len(set(read)):
        yield "the feed has an event twice"
    last = defaultdict[str, int](int)
    for event in (events[id] for id in read if id in events):
        if event.version < last[event.order_id]:
            yield f"the feed has {event.event_id} after a later version"
        last[event.order_id] = event.version
