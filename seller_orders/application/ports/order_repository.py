"""Where orders are kept, for changing them."""

from collections.abc import Collection, Mapping
from typing import Protocol

from attrs import frozen
from returns.result import Result

from seller_orders.domain.order import Order
from seller_orders.domain.refusals import OrderNotFound


@frozen
class ExistingIdentifiers:
    """Those of some order ids and order numbers that a domain uses already."""

    order_ids: frozenset[str]
    numbers: frozenset[str]


class OrderRepository(Protocol):
    """The orders of all domains, inside one unit of work.

    An order that is got is locked until the unit of work ends, so that changes of one order
    follow one another.
    """

    def get(self, domain_id: str, order_id: str) -> Result[Order, OrderNotFound]:
        """Return an order and lock it."""
        ...

    def get_many(self, domain_id: str, order_ids: Collection[str]) -> Mapping[str, Order]:
        """Return and lock those orders that there are, by id, in constantly many statements."""
        ...

    def add(self, *orders: Order) -> None:
        """Keep new orders, whose ids and numbers are known not to be taken."""
        ...

    def save(self, *orders: Order) -> None:
        """Keep the new state of orders that were got here, in a constant number of statements."""
        ...

    def taken(
        self, domain_id: str, order_ids: Collection[str], numbers: Collection[str]
    ) -> ExistingIdentifiers:
        """Tell which ids and numbers are in use.

        Until this unit of work ends, ``next_number`` gives none of the numbers to another one. A
        store that cannot hold them back raises WriteConflictError for whoever adds a number second.
        """
        ...

    def next_number(self, domain_id: str) -> str:
        """Return a number that no order of the domain has, counting up from 1001."""
        ...
