"""Copies of an order's data that are stored beside the order."""

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Final, Protocol, TypeAlias

from seller_orders.application.ports.unit_of_work import UnitOfWork

CUSTOMER_ERASED: Final = "the customer's data were erased"
"""Reason why a notification is not sent any more."""


class OrderCopies(Protocol):
    """Events, outbox messages and stored responses of orders, inside one unit of work."""

    def erase(self, domain_id: str, order_ids: Collection[str], at: datetime) -> None:
        """Erase the personal data of some orders, which this unit of work has locked.

        Events and messages keep their figures. Notifications that wait become dead. Of stored
        responses the body is deleted: the key stays claimed.
        """
        ...


class ErasureUnitOfWork(UnitOfWork, Protocol):
    """A transaction on the orders of a domain, and on the copies of their data."""

    @property
    def copies(self) -> OrderCopies:
        """The copies."""
        ...


BeginErasure: TypeAlias = Callable[[str], AbstractContextManager[ErasureUnitOfWork]]
"""Begins a unit of work of the domain with this id."""
