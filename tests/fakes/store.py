from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from attrs import frozen

from seller_orders.application.ports.unit_of_work import StoreUnavailableError
from tests.fakes.inventory import MemoryInventory
from tests.fakes.order_repository import MemoryOrderRepository
from tests.fakes.outbox import MemoryOutbox
from tests.fakes.state import State

LONGEST_WAIT_S = 5.0


class MemoryStore:
    """Units of work on a copy of what was committed: what is not committed never was."""

    def __init__(self) -> None:
        self.committed = State()
        self._writing = Lock()

    @contextmanager
    def begin(self) -> Iterator["MemoryUnitOfWork"]:
        # One writer at a time: every order that is got is locked by that alone.
        if not self._writing.acquire(timeout=LONGEST_WAIT_S):
            raise StoreUnavailableError("another unit of work does not end")
        try:
            yield MemoryUnitOfWork.on(self)
        finally:
            self._writing.release()


@frozen
class MemoryUnitOfWork:
    orders: MemoryOrderRepository
    inventory: MemoryInventory
    outbox: MemoryOutbox
    _store: MemoryStore
    _state: State

    @classmethod
    def on(cls, store: MemoryStore) -> "MemoryUnitOfWork":
        state = store.committed.copy()
        return cls(
            orders=MemoryOrderRepository(state),
            inventory=MemoryInventory(state),
            outbox=MemoryOutbox(state),
            store=store,
            state=state,
        )

    def commit(self) -> None:
        # A copy: what happens in this unit of work after the commit is not committed.
        self._store.committed = self._state.copy()
