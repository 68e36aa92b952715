"""The contract classes of the ports: documented, and run on our adapters and fakes."""

import re
from pathlib import Path

import pytest

from seller_orders.testing.fakes.delivery import CollectingDelivery
from seller_orders.testing.fakes.domain_event_cursors import MemoryDomainEventCursors
from seller_orders.testing.fakes.domain_repository import MemoryDomainRepository
from seller_orders.testing.fakes.idempotency_store import MemoryIdempotencyStore
from seller_orders.testing.fakes.inventory import MemoryInventory
from seller_orders.testing.fakes.key_repository import MemoryKeyRepository
from seller_orders.testing.fakes.order_cache import UnreachableOrderCache
from seller_orders.testing.fakes.order_copies import MemoryOrderCopies
from seller_orders.testing.fakes.order_repository import MemoryOrderRepository
from seller_orders.testing.fakes.outbox import MemoryOutbox
from seller_orders.testing.fakes.relay import CountingRelay, WakeCounter
from seller_orders.testing.fakes.saved_views import MemorySavedViewRepository
from seller_orders.testing.fakes.sessions import MemorySessionRepository
from seller_orders.testing.fakes.settings_repository import MemorySettingsRepository
from seller_orders.testing.fakes.state import PostedMessage, State, StoredCursor, StoredResponse
from seller_orders.testing.fakes.store import MemoryUnitOfWork
from seller_orders.testing.fakes.users import MemoryUserRepository
from seller_orders.testing.fakes.webhook_recording import (
    MemoryDeliveryRecorder,
    MemoryWebhookEndpoints,
)

ROOT = Path(__file__).parents[2]
CONTRACTS = sorted(
    name
    for file in ROOT.joinpath("seller_orders/testing/contracts").glob("*.py")
    for name in re.findall(r"^class (\w+Contract)\b", file.read_text(), re.MULTILINE)
)
SUITES = "".join(file.read_text() for file in ROOT.joinpath("tests/contracts").glob("*.py"))
FAKES = sorted(
    name
    for file in ROOT.joinpath("seller_orders/testing/fakes").glob("*.py")
    for name in re.findall(r"^class ([A-Z]\w+)\b", file.read_text(), re.MULTILINE)
)

PARTS_OF_THE_STORE = {
    *(MemoryIdempotencyStore, MemoryInventory, MemoryOrderRepository, MemoryOutbox),
    *(MemoryDomainRepository, MemoryDeliveryRecorder, MemoryWebhookEndpoints),
    *(MemoryKeyRepository, MemoryUserRepository),
    *(MemorySessionRepository, MemorySavedViewRepository),
    *(MemoryDomainEventCursors, MemoryOrderCopies),
    *(
        MemorySettingsRepository,
        MemoryUnitOfWork,
        PostedMessage,
        State,
        StoredCursor,
        StoredResponse,
    ),
}
"""Reached through ``MemoryStore``, which passes the contracts of units of work."""

WITHOUT_CONTRACT = {
    # The port promises nothing about the wakes that they count.
    *(WakeCounter, CountingRelay),
    # It stands for a part of an application handler, not for a port.
    CollectingDelivery,
    # It fails on purpose.
    UnreachableOrderCache,
}
TESTED_FAKES = sorted({*FAKES} - {each.__name__ for each in PARTS_OF_THE_STORE | WITHOUT_CONTRACT})


def test_the_documentation_names_every_contract():
    named = re.findall(r"`(\w+Contract)`", ROOT.joinpath("docs/extending.md").read_text())

    assert sorted(named) == CONTRACTS


@pytest.mark.parametrize("name", CONTRACTS)
def test_every_contract_is_run_on_an_adapter(name: str):
    subclassed = re.compile(rf"^class Test\w+\({name}\)", re.MULTILINE)
    suites = ROOT.joinpath("tests/contracts").glob("test_*.py")

    assert [file.name for file in suites if subclassed.search(file.read_text())]


@pytest.mark.parametrize("name", TESTED_FAKES)
def test_every_fake_passes_the_contract_of_its_port(name: str):
    assert re.search(rf"\b{name}\b", SUITES)
