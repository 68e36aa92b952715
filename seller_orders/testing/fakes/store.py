from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import Lock

from attrs import define, field

from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.unit_of_work import StoreUnavailableError
from seller_orders.testing.fakes.idempotency_store import MemoryIdempotencyStore
from seller_orders.testing.fakes.inventory import MemoryInventory
from seller_orders.testing.fakes.order_repository import MemoryOrderRepository
from seller_orders.testing.fakes.outbox import MemoryOutbox
from seller_orders.testing.fakes.state import State

LONGEST_WAIT_S = 120.0


class MemoryStore:
    """Units of work on a copy of what was committed: what is not committed never was."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.committed = State()
        self._writing = Lock()

    def begin(self, domain_id: str) -> AbstractContextManager["MemoryUnitOfWork"]:
        return self.writing()

    @contextmanager
    def writing(self) -> Iterator["MemoryUnitOfWork"]:
        # One writer at a time: every order that is got is locked by that alone.
        if not self._writing.acquire(timeout=LONGEST_WAIT_S):
            raise StoreUnavailableError("another unit of work does not end")
        try:
            yield MemoryUnitOfWork(self)
        finally:
            self._writing.release()


@define
class MemoryUnitOfWork:
    _store: MemoryStore
    state: State = field(init=False)
    orders: MemoryOrderRepository = field(init=False)
    inventory: MemoryInventory = field(init=False)
    outbox: MemoryOutbox = field(init=False)
    idempotency: MemoryIdempotencyStore = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.undo()

    def commit(self) -> None:
        # A copy: what happens in this unit of work after the commit is not committed.
        self._store.committed = self.state.copy()

    def undo(self) -> None:
        # All that was got and claimed is forgotten with what was done.
        self.state = self._store.committed.copy()
        self.orders = MemoryOrderRepository(self.state)
        self.inventory = MemoryInventory(self.state)
        self.outbox = MemoryOutbox(self.state)
        self.idempotency = MemoryIdempotencyStore(self.state, self._store.clock)
