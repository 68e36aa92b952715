"""Assertion that a refusal, a dry run or a repeat has no effect."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.support.use_case_world import World


@contextmanager
def nothing_changes(world: World) -> Iterator[None]:
    """Assert that the block changes nothing and invalidates nothing."""
    before = list(world.cache.invalidations)

    with nothing_is_done(world):
        yield

    assert world.cache.invalidations == before


@contextmanager
def nothing_is_done(world: World) -> Iterator[None]:
    """Assert that the block changes no orders, responses or messages."""
    before = world.store.committed.copy()
    calls = _calls(world)

    yield

    assert world.store.committed == before
    assert _calls(world) == calls


def _calls(world: World) -> tuple[int, ...]:
    return (
        sum(world.carrier.asked.values()),
        world.relay.wakes,
        len(world.sender.sent),
        len(world.publisher.published),
        len(world.provider.asked),
    )
