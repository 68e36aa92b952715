"""Storage of orders for changes."""

from collections.abc import Collection, Mapping
from typing import Protocol

from attrs import frozen
from returns.result import Result

from seller_orders.domain.order import Order
from seller_orders.domain.order_numbering import OrderNumbering
from seller_orders.domain.refusals import OrderNotFound


@frozen
class StoreNumber:
    """An order number and the store that uses it."""

    store_id: str
    number: str


@frozen
class ExistingIdentifiers:
    """Order ids and numbers that a domain already uses."""

    order_ids: frozenset[str]
    numbers: frozenset[StoreNumber]


class OrderRepository(Protocol):
    """The orders of all domains, inside one unit of work.

    An order that was read is locked until the unit of work ends, so that changes of one order are
    serialized.
    """

    def get(self, domain_id: str, order_id: str) -> Result[Order, OrderNotFound]:
        """Lock and return an order."""
        ...

    def get_many(self, domain_id: str, order_ids: Collection[str]) -> Mapping[str, Order]:
        """Lock and return the orders that exist, by id, in a constant number of statements."""
        ...

    def add(self, *orders: Order) -> None:
        """Insert new orders, whose ids and numbers are known to be free."""
        ...

    def save(self, *orders: Order) -> None:
        """Update orders that were read here, in a constant number of statements."""
        ...

    def taken(
        self, domain_id: str, order_ids: Collection[str], numbers: Collection[str]
    ) -> ExistingIdentifiers:
        """Return the ids and numbers that are in use, a number once for each store.

        Until this unit of work ends, ``next_number`` gives none of the numbers to another one. A
        store that cannot reserve them raises WriteConflictError when a number is added twice.
        """
        ...

    def external_id_holders(
        self, domain_id: str, external_ids: Collection[tuple[str, str]]
    ) -> Mapping[tuple[str, str], str]:
        """Return the ids of the orders that hold external ids, by system and external id.

        Raises WriteConflictError, here or at the end of the unit of work, if two units of work
        store one external id at the same time.
        """
        ...

    def next_number(self, domain_id: str, numbering: OrderNumbering) -> str:
        """Return the next order number that no store of the domain uses; the first is 1001.

        A domain has one count for all prefixes, which ``numbering.next`` can raise only.
        """
        ...
