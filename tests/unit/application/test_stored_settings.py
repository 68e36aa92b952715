"""The cached reader of settings: fresh within ten seconds, one loader, bounded."""

import tracemalloc
from collections import Counter
from threading import Barrier, Event, Thread
from typing import Any

import pytest
from attrs import define, evolve, field

from seller_orders.adapters.shared.wire.settings_codec import MsgspecSettingsCodec
from seller_orders.application.ports.settings_repository import StoredSettings
from seller_orders.application.ports.unit_of_work import StoreUnavailableError
from seller_orders.application.settings.reading import SettingsReading
from seller_orders.application.settings.stored_settings import (
    _SERVED_WHILE_LOADING_S,
    CHECKED_EVERY_S,
    SERVED_WITHOUT_STORE_S,
    StoredDomainSettings,
)
from seller_orders.domain.domain_settings import DomainSettings
from seller_orders.testing.fakes.secret_box import ReadableSecretBox
from tests.support.time_limits import POOL, STATEMENT, shipped
from tests.support.waiting import WITHIN_S


@define
class Source:
    """Settings that a test changes, and how often each domain's were read."""

    stored: dict[str, StoredSettings] = field(factory=dict)
    reads: Counter[str] = field(factory=Counter)
    is_away: bool = False
    begun: Event = field(factory=Event)
    may_end: Event = field(factory=Event)

    def __attrs_post_init__(self) -> None:
        self.may_end.set()

    def other_than(self, domain_id: str, version: int | None) -> StoredSettings | None:
        self.reads[domain_id] += 1
        found = self.stored.get(domain_id, StoredSettings())
        self.begun.set()
        assert self.may_end.wait(WITHIN_S)
        if self.is_away:
            raise StoreUnavailableError("away")
        return None if found.version == version else found

    def save(self, domain_id: str, **sections: Any) -> None:
        version = self.stored.get(domain_id, StoredSettings()).version + 1
        self.stored[domain_id] = StoredSettings(version=version, sections=sections)


@define
class World:
    """A reader, its source, and a clock that a test moves."""

    source: Source = field(factory=Source)
    now: float = 1000.0
    max_bytes: int = 10**9
    reader: StoredDomainSettings = field(init=False)

    def __attrs_post_init__(self) -> None:
        reading = SettingsReading(
            installation=DomainSettings(language="de"),
            codec=MsgspecSettingsCodec(),
            box=ReadableSecretBox(),
        )
        self.reader = StoredDomainSettings(
            self.source, reading, now=lambda: self.now, max_bytes=self.max_bytes
        )

    def language(self, domain_id: str = "dom_1") -> str | None:
        return self.reader.of(domain_id).language


def test_every_process_follows_a_change_within_ten_seconds():
    """A read that began just before the change ends by the statement's time limit."""
    slowest_read_s = shipped(STATEMENT) + shipped(POOL)

    assert CHECKED_EVERY_S + slowest_read_s < 10
    assert CHECKED_EVERY_S + _SERVED_WHILE_LOADING_S < 10


def test_settings_are_read_once_until_they_are_due():
    world = World()

    assert {world.language() for _ in range(100)} == {"de"}
    assert world.source.reads == {"dom_1": 1}

    world.now += CHECKED_EVERY_S
    before = world.reader.of("dom_1")
    assert world.source.reads == {"dom_1": 2}
    assert world.reader.of("dom_1") is before


def test_a_change_is_followed_at_the_next_check():
    world = World()
    world.language()
    world.source.save("dom_1", language="fr")

    world.now += CHECKED_EVERY_S - 0.1
    assert world.language() == "de"
    world.now += 0.1
    assert world.language() == "fr"
    assert world.reader.of("dom_1").version == 1


def test_a_restored_database_is_followed_too():
    world = World()
    world.source.save("dom_1", language="fr")
    world.source.save("dom_1", language="es")
    assert world.language() == "es"

    world.source.stored["dom_1"] = StoredSettings(version=1, sections={"language": "fr"})
    world.now += CHECKED_EVERY_S
    assert world.language() == "fr"


def test_domains_do_not_see_each_other():
    world = World()
    world.source.save("dom_1", language="fr")

    assert [world.language("dom_1"), world.language("dom_2")] == ["fr", "de"]


def test_the_process_that_changes_settings_reads_them_at_once():
    world = World()
    world.language()
    world.source.save("dom_1", language="fr")

    world.reader.expire("dom_1")

    assert world.language() == "fr"


def test_the_last_known_settings_apply_while_the_store_is_away(caplog: pytest.LogCaptureFixture):
    world = World()
    world.source.save("dom_1", language="fr")
    world.language()
    world.source.is_away = True

    for _ in range(int(SERVED_WITHOUT_STORE_S)):
        world.now += 1
        assert world.language() == "fr"
    assert len(caplog.records) == 1

    world.now += 1
    with pytest.raises(StoreUnavailableError):
        world.language()
    with pytest.raises(StoreUnavailableError):
        world.language("dom_2")

    world.source.is_away = False
    assert world.language() == "fr"


def test_a_store_that_is_away_is_asked_once_a_second():
    world = World()
    world.language()
    world.source.is_away = True
    world.now += CHECKED_EVERY_S

    for _ in range(50):
        world.language()

    assert world.source.reads == {"dom_1": 2}


def test_one_thread_loads_a_domain_and_the_others_wait():
    world = World()
    world.source.save("dom_1", language="fr")
    world.source.may_end.clear()
    found: list[str | None] = []
    threads = [Thread(target=lambda: found.append(world.language())) for _ in range(8)]
    for thread in threads:
        thread.start()
    assert world.source.begun.wait(WITHIN_S)
    assert found == []

    world.source.may_end.set()
    for thread in threads:
        thread.join(WITHIN_S)

    assert found == ["fr"] * 8
    assert world.source.reads == {"dom_1": 1}


def test_recent_settings_apply_while_another_thread_loads():
    world = World()
    world.language()
    world.now += CHECKED_EVERY_S
    world.source.may_end.clear()
    world.source.begun.clear()
    loader = Thread(target=world.language)
    loader.start()
    assert world.source.begun.wait(WITHIN_S)

    assert world.language() == "de"

    world.source.may_end.set()
    loader.join(WITHIN_S)
    assert world.source.reads == {"dom_1": 2}


def test_old_settings_never_apply_while_another_thread_loads():
    """A domain that was idle for an hour has changed in the meantime."""
    world = World()
    world.language()
    world.source.save("dom_1", language="fr")
    world.now += 3600
    world.source.may_end.clear()
    world.source.begun.clear()
    found: list[str | None] = []
    threads = [Thread(target=lambda: found.append(world.language())) for _ in range(2)]
    for thread in threads:
        thread.start()
    assert world.source.begun.wait(WITHIN_S)
    assert found == []

    world.source.may_end.set()
    for thread in threads:
        thread.join(WITHIN_S)
    assert found == ["fr", "fr"]


def test_a_version_saved_during_a_read_is_read_next():
    world = World()
    world.language()
    world.now += CHECKED_EVERY_S
    world.source.may_end.clear()
    world.source.begun.clear()
    loader = Thread(target=world.language)
    loader.start()
    assert world.source.begun.wait(WITHIN_S)

    world.source.save("dom_1", language="fr")
    world.reader.expire("dom_1")
    world.source.may_end.set()
    loader.join(WITHIN_S)

    assert world.language() == "fr"


def test_domains_are_loaded_at_the_same_time():
    world = World()
    both = Barrier(2, timeout=WITHIN_S)
    read = world.source.other_than

    def together(domain_id: str, version: int | None) -> StoredSettings | None:
        both.wait()
        return read(domain_id, version)

    other = evolve_source(world.reader, together)
    threads = [Thread(target=other.of, args=(f"dom_{number}",)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WITHIN_S)

    assert not both.broken
    assert world.source.reads == {"dom_0": 1, "dom_1": 1}


def evolve_source(reader: StoredDomainSettings, read: Any) -> StoredDomainSettings:
    class Other:
        other_than = staticmethod(read)

    return reader.reading_from(Other())


def test_the_cache_is_shared_by_readers_on_another_source():
    world = World()
    world.language()

    assert world.reader.reading_from(Source()).of("dom_1").language == "de"
    assert world.source.reads == {"dom_1": 1}


def test_settings_that_are_unused_longest_are_discarded():
    world = World(max_bytes=3_000)
    for number in range(10):
        world.language(f"dom_{number}")

    world.language("dom_9")
    world.language("dom_0")

    assert world.source.reads["dom_9"] == 1
    assert world.source.reads["dom_0"] == 2


@pytest.mark.parametrize("own", [{}, {"notifications": {"templates": {"a.txt": "x" * 4_000}}}])
def test_memory_stays_below_its_bound(own: dict[str, Any]):
    """At a hundredth of the bound, two thousand domains stand for two hundred thousand."""
    world = World(max_bytes=650_000)
    stored = StoredSettings(version=1, sections=own) if own else StoredSettings()
    tracemalloc.start()
    try:
        for number in range(2_000):
            domain_id = f"dom_{number}"
            # Each domain has texts of its own.
            sections = {name: {"templates": {"a.txt": f"{domain_id}{'x' * 4_000}"}} for name in own}
            world.source.stored[domain_id] = evolve(stored, sections=sections)
            world.language(domain_id)
            del world.source.stored[domain_id]
        world.source.reads.clear()
        used, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert used < 1.2 * 650_000
