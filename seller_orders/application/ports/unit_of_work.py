"""One transaction of the store."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol, TypeAlias

from seller_orders.application.ports.inventory import Inventory
from seller_orders.application.ports.order_repository import OrderRepository
from seller_orders.application.ports.outbox import Outbox


class StoreUnavailableError(Exception):
    """The store cannot be reached or does not answer: nothing is known to have changed."""


class WriteConflictError(StoreUnavailableError):
    """Another writer was quicker: nothing has changed, and the command may be tried again."""


class UnitOfWork(Protocol):
    """What happens here happens wholly or not at all: it is undone unless committed."""

    @property
    def orders(self) -> OrderRepository:
        """The orders."""
        ...

    @property
    def inventory(self) -> Inventory:
        """The inventory."""
        ...

    @property
    def outbox(self) -> Outbox:
        """The outbox."""
        ...

    def commit(self) -> None:
        """Make it so."""
        ...


BeginUnitOfWork: TypeAlias = Callable[[], AbstractContextManager[UnitOfWork]]
"""Begins a unit of work, which ends with the ``with`` block."""
