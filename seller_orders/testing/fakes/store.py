"""A transactional store in memory."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import Lock

from attrs import define, field

from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.unit_of_work import StoreUnavailableError
from seller_orders.testing.fakes.domain_event_cursors import MemoryDomainEventCursors
from seller_orders.testing.fakes.domain_repository import MemoryDomainRepository
from seller_orders.testing.fakes.idempotency_store import MemoryIdempotencyStore
from seller_orders.testing.fakes.inventory import MemoryInventory
from seller_orders.testing.fakes.key_repository import MemoryKeyRepository
from seller_orders.testing.fakes.order_copies import MemoryOrderCopies
from seller_orders.testing.fakes.order_repository import MemoryOrderRepository
from seller_orders.testing.fakes.outbox import MemoryOutbox
from seller_orders.testing.fakes.saved_views import MemorySavedViewRepository
from seller_orders.testing.fakes.sessions import MemorySessionRepository
from seller_orders.testing.fakes.settings_repository import MemorySettingsRepository
from seller_orders.testing.fakes.state import State
from seller_orders.testing.fakes.users import MemoryUserRepository
from seller_orders.testing.fakes.webhook_recording import (
    MemoryDeliveryRecorder,
    MemoryWebhookEndpoints,
)

MAX_WAIT_S = 120.0


class MemoryStore:
    """Store whose units of work change a copy of the committed data.

    A unit of work that ends without a commit leaves the committed data unchanged.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.committed = State()
        self._writing = Lock()

    def begin(self, domain_id: str) -> AbstractContextManager["MemoryUnitOfWork"]:
        """Begin a unit of work for a domain."""
        return self.writing(domain_id)

    @contextmanager
    def writing(self, domain_id: str = "") -> Iterator["MemoryUnitOfWork"]:
        """Begin a unit of work; StoreUnavailableError if another one does not end."""
        # One writer at a time, so every order that it reads is locked.
        if not self._writing.acquire(timeout=MAX_WAIT_S):
            raise StoreUnavailableError("another unit of work has not ended")
        try:
            yield MemoryUnitOfWork(self, domain_id)
        finally:
            self._writing.release()


@define
class MemoryUnitOfWork:
    """Unit of work on a copy of the committed data."""

    _store: MemoryStore
    _domain_id: str
    state: State = field(init=False)
    orders: MemoryOrderRepository = field(init=False)
    inventory: MemoryInventory = field(init=False)
    outbox: MemoryOutbox = field(init=False)
    idempotency: MemoryIdempotencyStore = field(init=False)
    copies: MemoryOrderCopies = field(init=False)
    keys: MemoryKeyRepository = field(init=False)
    users: MemoryUserRepository = field(init=False)
    sessions: MemorySessionRepository = field(init=False)
    views: MemorySavedViewRepository = field(init=False)
    settings: MemorySettingsRepository = field(init=False)
    domains: MemoryDomainRepository = field(init=False)
    endpoints: MemoryWebhookEndpoints = field(init=False)
    event_cursors: MemoryDomainEventCursors = field(init=False)
    deliveries: MemoryDeliveryRecorder = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.rollback()

    def commit(self) -> None:
        """Make the changes so far visible to others."""
        # Later changes in this unit of work are not committed, so a copy is published.
        self._store.committed = self.state.copy()

    def rollback(self) -> None:
        """Discard all changes, locks and claims."""
        # New adapters forget the orders read and the keys claimed so far.
        self.state = self._store.committed.copy()
        self.orders = MemoryOrderRepository(self.state)
        self.inventory = MemoryInventory(self.state)
        self.outbox = MemoryOutbox(self.state)
        self.idempotency = MemoryIdempotencyStore(self.state, self._store.clock)
        self.copies = MemoryOrderCopies(self.state)
        self.keys = MemoryKeyRepository(self.state)
        self.users = MemoryUserRepository(self.state)
        self.sessions = MemorySessionRepository(self.state)
        self.views = MemorySavedViewRepository(self.state)
        self.settings = MemorySettingsRepository(self.state)
        self.domains = MemoryDomainRepository(self.state)
        self.endpoints = MemoryWebhookEndpoints(self.state)
        self.event_cursors = MemoryDomainEventCursors(self.state, self._domain_id)
        self.deliveries = MemoryDeliveryRecorder(self.state)
