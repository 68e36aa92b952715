"""What a refusal or a dry run must leave: all as it was."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.unit.application.world import World


@contextmanager
def nothing_changes(world: World) -> Iterator[None]:
    """The store, the cache, the carrier and the relay are afterwards as they were before."""
    before = world.store.committed
    calls = _calls(world)

    yield

    assert world.store.committed == before
    assert _calls(world) == calls


def _calls(world: World) -> tuple[int, int, int, int]:
    return (
        len(world.cache.invalidations),
        len(world.carrier.booked),
        world.relay.wakes,
        len(world.sender.sent),
    )
