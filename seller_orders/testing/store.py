"""A store as the contracts see it: adapters of the ports that belong together."""

from collections.abc import Callable

from attrs import frozen

from seller_orders.application.ports.order_reader import DomainReader
from seller_orders.application.ports.order_search import OrderSearch
from seller_orders.application.ports.outbox import OutboxQueue
from seller_orders.application.ports.unit_of_work import BeginUnitOfWork
from seller_orders.testing.clock import SettableClock


@frozen(kw_only=True)
class Store:
    """A store's adapters, and a look at what its inventory was given back, by domain.

    Its clock, by which answers to keys are kept, stands still until it is set.
    """

    clock: SettableClock
    begin: BeginUnitOfWork
    reader: DomainReader
    search: OrderSearch
    queue: OutboxQueue
    restocked: Callable[[str], list[tuple[str, str, int]]]
