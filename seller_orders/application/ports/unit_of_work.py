"""One transaction of the store."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol, TypeAlias

from seller_orders.application.ports.idempotency_store import IdempotencyStore
from seller_orders.application.ports.inventory import Inventory
from seller_orders.application.ports.order_repository import OrderRepository
from seller_orders.application.ports.outbox import Outbox


class StoreUnavailableError(Exception):
    """The store cannot be reached or does not answer: nothing has changed."""


class WriteConflictError(StoreUnavailableError):
    """Another writer was quicker: nothing has changed, and the command may be tried again."""


class OutcomeUnknownError(StoreUnavailableError):
    """The store went away while it was committing: everything has changed, or nothing."""


class StoreRefusedError(Exception):
    """The store refuses a value or a statement: nothing has changed.

    The text names the error and the constraint, never a value.
    """


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

    @property
    def idempotency(self) -> IdempotencyStore:
        """The answers to callers' keys."""
        ...

    def commit(self) -> None:
        """Make it so. Raises OutcomeUnknownError where the store does not say that it did."""
        ...

    def undo(self) -> None:
        """Undo what was done here so far, locks and claims included; more may follow."""
        ...


BeginUnitOfWork: TypeAlias = Callable[[str], AbstractContextManager[UnitOfWork]]
"""Begins a unit of work of one domain, by its id; it ends with the ``with`` block.

Another domain's rows are out of its reach: a store may not show them, and need not take them.
"""
