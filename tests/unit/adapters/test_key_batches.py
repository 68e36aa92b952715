"""Look-up of API keys in batches."""

from collections.abc import Collection, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime
from threading import Event

import pytest
from attrs import define, field

from seller_orders.adapters.outbound.memory import access_key_cache
from seller_orders.adapters.outbound.memory.access_key_cache import CachedKeyLookUp
from seller_orders.application.access import AccessKey
from seller_orders.application.blocking_io import release_during_blocking_io
from seller_orders.application.ports.key_lookup import MAX_KEYS_AT_ONCE, KeyLookUpBusyError
from seller_orders.application.ports.unit_of_work import StoreUnavailableError
from tests.support.waiting import wait_until

UNFAMILIAR = access_key_cache._MAX_WAITING_UNFAMILIAR
KEY = AccessKey("key_1", "dom_1", "good", frozenset(), datetime(2026, 1, 1, tzinfo=UTC))


@define(eq=False)
class SlowKeys:
    """A store with one key, whose queries wait until they may proceed."""

    queries: list[set[str]] = field(factory=list)
    proceed: Event = field(factory=Event)
    error: Exception | None = None

    def find_many(self, digests: Collection[str]) -> list[AccessKey]:
        self.queries.append(set(digests))
        self.proceed.wait()
        if self.error is not None:
            raise self.error
        return [KEY] if KEY.digest in digests else []

    def record_use(self, key: AccessKey, at: datetime) -> None:
        raise AssertionError


@pytest.fixture
def keys() -> SlowKeys:
    return SlowKeys()


@pytest.fixture
def pool(keys: SlowKeys) -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(80) as pool, ExitStack() as held:
        held.callback(keys.proceed.set)
        yield pool


def flood(
    pool: ThreadPoolExecutor, look_up: CachedKeyLookUp, number: int
) -> "list[Future[AccessKey | None]]":
    return [pool.submit(look_up.find, f"made-up-{n}") for n in range(number)]


def test_look_ups_share_a_query(keys: SlowKeys, pool: ThreadPoolExecutor):
    look_up = CachedKeyLookUp(keys)

    first = pool.submit(look_up.find, "first")
    wait_until(lambda: keys.queries)
    rest = flood(pool, look_up, UNFAMILIAR - 2)
    wait_until(lambda: look_up._other_batches._waiting == UNFAMILIAR - 1)
    good = pool.submit(look_up.find, "good")
    wait_until(lambda: look_up._other_batches._waiting == UNFAMILIAR)
    keys.proceed.set()

    assert [each.result() for each in (first, *rest, good)] == [None] * (UNFAMILIAR - 1) + [KEY]
    assert [len(each) for each in keys.queries] == [1, UNFAMILIAR - 1]


def test_few_look_ups_of_made_up_keys_wait(keys: SlowKeys, pool: ThreadPoolExecutor):
    look_up = CachedKeyLookUp(keys)

    made_up = flood(pool, look_up, 3 * UNFAMILIAR)
    wait_until(lambda: sum(each.done() for each in made_up) == 2 * UNFAMILIAR)

    refused = [each.exception() for each in made_up if each.done()]
    assert {type(each) for each in refused} == {KeyLookUpBusyError}
    assert UNFAMILIAR < MAX_KEYS_AT_ONCE


def test_made_up_keys_do_not_delay_familiar_ones(
    monkeypatch: pytest.MonkeyPatch, keys: SlowKeys, pool: ThreadPoolExecutor
):
    monkeypatch.setattr(access_key_cache, "_REMEMBERED_S", 0)
    look_up = CachedKeyLookUp(keys)
    keys.proceed.set()
    assert look_up.find("good") == KEY
    keys.proceed.clear()
    made_up = flood(pool, look_up, UNFAMILIAR)
    wait_until(lambda: look_up._other_batches._waiting == UNFAMILIAR)

    good = pool.submit(look_up.find, "good")
    wait_until(lambda: keys.queries[-1] == {"good"})

    assert not any(each.done() for each in made_up)
    keys.proceed.set()
    assert good.result() == KEY


def test_look_ups_wait_without_their_slots(keys: SlowKeys):
    released = list[str]()

    class Slot:
        def __enter__(self) -> None:
            released.append("released")
            keys.proceed.set()

        def __exit__(self, *_: object) -> None:
            released.append("acquired")

    with release_during_blocking_io(Slot):
        CachedKeyLookUp(keys).find("made-up")

    assert released == ["released", "acquired"]


def test_every_look_up_of_a_batch_gets_its_error(keys: SlowKeys, pool: ThreadPoolExecutor):
    keys.error = StoreUnavailableError("away")
    look_up = CachedKeyLookUp(keys)

    made_up = flood(pool, look_up, UNFAMILIAR)
    wait_until(lambda: look_up._other_batches._waiting == UNFAMILIAR)
    keys.proceed.set()
    assert {type(each.exception()) for each in made_up} == {StoreUnavailableError}

    keys.error = None
    assert look_up.find("good") == KEY
