"""Endpoints that deliveries go by, as they were a moment ago."""

from collections.abc import Callable, Sequence

import pytest
from attrs import evolve

from seller_orders.adapters.outbound.memory import recent_endpoints
from seller_orders.adapters.outbound.memory.recent_endpoints import RecentEndpoints
from seller_orders.application.webhooks.propagation_delay import SETTLED_AFTER_S
from seller_orders.domain.webhook_endpoint import WebhookEndpoint
from seller_orders.testing.clock import SettableClock
from seller_orders.testing.contracts.webhook_endpoints import endpoint
from seller_orders.testing.fakes.store import MemoryStore
from seller_orders.testing.fakes.webhook_endpoints import MemoryWebhookEndpointReader

MOVED = evolve(endpoint(1), url="https://elsewhere.example")


class CountedReader:
    """The committed endpoints, with the domains that were read; ``meanwhile`` runs at each end."""

    def __init__(self, store: MemoryStore) -> None:
        self.store = store
        self.read: list[str] = []
        self.meanwhile: Callable[[], None] = lambda: None

    def enabled(self, domain_id: str) -> Sequence[WebhookEndpoint]:
        self.read.append(domain_id)
        found = MemoryWebhookEndpointReader(self.store).enabled(domain_id)
        self.meanwhile()
        return found


class World:
    """Endpoints in a store, and a monotonic clock that a test sets."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.reader = CountedReader(MemoryStore(SettableClock()))
        self.recent = RecentEndpoints(self.reader)
        self.save(endpoint(1), endpoint(2), endpoint(3, "dom_2"))

    def save(self, *endpoints: WebhookEndpoint) -> None:
        for each in endpoints:
            with self.reader.store.begin(each.domain_id) as tx:
                tx.endpoints.save(each)
                tx.commit()


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    world = World()
    monkeypatch.setattr(recent_endpoints, "monotonic", lambda: world.now)
    return world


def test_one_reading_serves_the_endpoints_of_a_domain(world: World):
    found = [world.recent.get("dom_1", f"whe_00{n}") for n in (1, 2, 1, 3)]
    world.now += SETTLED_AFTER_S * 0.99
    found.append(world.recent.get("dom_1", "whe_001"))

    assert found == [endpoint(1), endpoint(2), endpoint(1), None, endpoint(1)]
    assert world.reader.read == ["dom_1"]
    assert world.recent.get("dom_2", "whe_003") == endpoint(3, "dom_2")
    assert world.reader.read == ["dom_1", "dom_2"]


def test_a_change_is_known_once_it_has_settled(world: World):
    world.recent.get("dom_1", "whe_001")
    world.save(MOVED, evolve(endpoint(2), enabled=False))
    world.now += SETTLED_AFTER_S

    assert world.recent.get("dom_1", "whe_001") == MOVED
    assert world.recent.get("dom_1", "whe_002") is None


def test_the_time_of_a_reading_is_when_it_began(world: World):
    """A change during a slow reading would be known late otherwise."""

    def take_long() -> None:
        world.now += SETTLED_AFTER_S * 0.9
        world.save(MOVED)

    world.reader.meanwhile = take_long
    assert world.recent.get("dom_1", "whe_001") == endpoint(1)
    world.now += SETTLED_AFTER_S * 0.2

    assert world.recent.get("dom_1", "whe_001") == MOVED


def test_a_failed_reading_is_not_remembered(world: World):
    def fail() -> None:
        raise ConnectionError

    world.reader.meanwhile = fail
    with pytest.raises(ConnectionError):
        world.recent.get("dom_1", "whe_001")
    world.reader.meanwhile = lambda: None

    assert world.recent.get("dom_1", "whe_001") == endpoint(1)
