"""The outbox as relays see it, in memory."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import zip_longest
from typing import Any

from attrs import evolve, frozen

from seller_orders.application.outbox_messages import Message
from seller_orders.application.ports.outbox import (
    Claimed,
    Deferred,
    Delivered,
    DeliveryOutcome,
    Failed,
    UndeliveredMessage,
    UndeliveredMessages,
)
from seller_orders.testing.fakes.state import PostedMessage, State
from seller_orders.testing.fakes.store import MemoryStore

BATCH = 100


@frozen
class MemoryOutboxQueue:
    """Leases, finishes and retries committed messages."""

    store: MemoryStore

    def claim(self, channel: str, now: datetime, until: datetime) -> list[Claimed]:
        """Lease the messages of a channel that are due, at most 100."""
        with self._changing() as state:
            due = _in_turn(sorted(_due(state, channel, now), key=_due_longest))[:BATCH]
            for each in due:
                _set(state, each, due_at=until, generation=each.generation + 1)
        return [
            Claimed(
                message=each.message,
                generation=each.generation + 1,
                failures=each.failures,
                trying_since=each.retried_at or each.message.created_at,
                leased_until=until,
            )
            for each in _in_turn(
                sorted(due, key=lambda one: (one.message.created_at, one.message.version))
            )
        ]

    def due_channels(self, now: datetime) -> list[str]:
        """Return the channels that have due messages."""
        state = self.store.committed
        channels = {each.message.channel for each in state.posted.values()}
        return sorted(channel for channel in channels if any(_due(state, channel, now)))

    def finish(self, outcomes: Sequence[tuple[Claimed, DeliveryOutcome]], at: datetime) -> bool:
        """Record outcomes; return whether more messages are due."""
        with self._changing() as state:
            for claimed, outcome in outcomes:
                posted = state.posted.get(_key(claimed.message))
                if posted is None or not posted.is_waiting:
                    continue
                if posted.generation == claimed.generation:
                    _finish(state, posted, outcome, at)
            channels = {claimed.message.channel for claimed, _ in outcomes}
            return any(any(_due(state, channel, at)) for channel in channels)

    def undelivered(self, limit: int) -> list[UndeliveredMessage]:
        """Return undelivered messages, dead ones first, then by due time."""
        every = self.store.committed.posted.values()
        found = sorted(
            (each for each in every if each.delivered_at is None),
            key=lambda each: (each.dead_at is None, *_due_longest(each)),
        )
        return [
            UndeliveredMessage(
                message=each.message,
                failures=each.failures,
                due_at=each.due_at,
                dead_at=each.dead_at,
                last_error=each.last_error,
            )
            for each in found[:limit]
        ]

    def backlogs(self, most: int) -> list[UndeliveredMessages]:
        """Count undelivered messages by channel and state, at most ``most`` of each state."""
        every = self.store.committed.posted.values()
        found = defaultdict[tuple[str, bool], list[datetime]](list)
        for is_dead in (False, True):
            undelivered = [
                each
                for each in every
                if each.delivered_at is None and (each.dead_at is not None) == is_dead
            ]
            for each in undelivered[:most]:
                found[each.message.channel, is_dead].append(each.message.created_at)
        return [
            UndeliveredMessages(
                channel=channel, is_dead=is_dead, messages=len(times), oldest_at=min(times)
            )
            for (channel, is_dead), times in found.items()
        ]

    def retry(self, message_id: str, now: datetime) -> bool:
        """Make an undelivered message due; return False if there is none of that id."""
        with self._changing() as state:
            wanted = next(
                (
                    each
                    for each in state.posted.values()
                    if each.message.message_id == message_id and each.delivered_at is None
                ),
                None,
            )
            if wanted is not None:
                _set(state, wanted, due_at=now, retried_at=now, failures=0, dead_at=None)
                _move_followers(state, wanted, lambda _: now)
        return wanted is not None

    @contextmanager
    def _changing(self) -> Iterator[State]:
        with self.store.writing() as tx:
            yield tx.state
            tx.commit()


def _due(state: State, channel: str, now: datetime) -> Iterator[PostedMessage]:
    waiting = [each for each in state.posted.values() if each.is_waiting]
    for each in waiting:
        is_due = each.message.channel == channel and each.due_at <= now
        if is_due and not any(each.is_after(other.message) for other in waiting):
            yield each


def _due_longest(posted: PostedMessage) -> tuple[datetime, int]:
    return posted.due_at, posted.message.version


def _finish(state: State, posted: PostedMessage, outcome: DeliveryOutcome, at: datetime) -> None:
    match outcome:
        case Delivered():
            _set(state, posted, delivered_at=at)
        case Deferred(due_at):
            _set(state, posted, due_at=due_at)
        case Failed(reason, due_at):
            said = " ".join(reason.replace("\0", "").split())[:500]
            failed: dict[str, Any] = {"failures": posted.failures + 1, "last_error": said}
            if due_at is None:
                _set(state, posted, **failed, due_at=at, dead_at=at)
                return
            again_at = due_at
            _set(state, posted, **failed, due_at=again_at)
            _move_followers(state, posted, lambda follower: max(follower.due_at, again_at))


def _move_followers(
    state: State, posted: PostedMessage, to: Callable[[PostedMessage], datetime]
) -> None:
    for each in list(state.posted.values()):
        if each.is_waiting and each.is_after(posted.message):
            _set(state, each, due_at=to(each))


def _set(state: State, posted: PostedMessage, **changes: Any) -> None:
    state.posted[_key(posted.message)] = evolve(posted, **changes)


def _key(message: Message) -> tuple[str, str]:
    return message.domain_id, message.message_id


def _in_turn(posted: list[PostedMessage]) -> list[PostedMessage]:
    """Return one message of each domain, then the next one of each, and so on."""
    by_domain = defaultdict[str, list[PostedMessage]](list)
    for each in posted:
        by_domain[each.message.domain_id].append(each)
    turns = zip_longest(*by_domain.values())
    return [each for turn in turns for each in turn if each is not None]
