"""Units of work: transactions of the store."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol, TypeAlias

from seller_orders.application.ports.idempotency_store import IdempotencyStore
from seller_orders.application.ports.inventory import Inventory
from seller_orders.application.ports.order_repository import OrderRepository
from seller_orders.application.ports.outbox import Outbox


class StoreUnavailableError(Exception):
    """The store is unreachable or does not answer; nothing has changed."""


class WriteConflictError(StoreUnavailableError):
    """Another writer was faster; nothing has changed, and the command can be retried."""


class OutcomeUnknownError(StoreUnavailableError):
    """The connection was lost during the commit; everything has changed, or nothing."""


class StoreRefusedError(Exception):
    """The store refuses a value or a statement; nothing has changed.

    The text names the error and the constraint, never a value.
    """


class ChangesTooLargeError(Exception):
    """The changes are larger than the store accepts at once; nothing has changed."""


class Transaction(Protocol):
    """A transaction, which is rolled back unless it is committed."""

    @property
    def idempotency(self) -> IdempotencyStore:
        """The idempotency store."""
        ...

    def commit(self) -> None:
        """Commit. Raises OutcomeUnknownError if the store does not confirm the commit."""
        ...

    def rollback(self) -> None:
        """Roll back, locks and claims included; the transaction can be used further."""
        ...


class UnitOfWork(Transaction, Protocol):
    """A transaction on the orders of a domain."""

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


BeginUnitOfWork: TypeAlias = Callable[[str], AbstractContextManager[UnitOfWork]]
"""Begins a unit of work of the domain with this id; it ends with the ``with`` block.

Rows of other domains are out of its reach: a store may hide them and refuse to write them.
"""
