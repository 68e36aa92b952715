"""A store as the contracts see it: adapters of the ports that belong together."""

from collections.abc import Callable

from attrs import frozen

from seller_orders.application.ports.access_keys import AccessKeys, KeyLookUp
from seller_orders.application.ports.notification_log import NotificationLog
from seller_orders.application.ports.order_archive import OrderArchive
from seller_orders.application.ports.order_reader import DomainReader
from seller_orders.application.ports.order_search import OrderSearch
from seller_orders.application.ports.outbox import OutboxQueue
from seller_orders.application.ports.reaper import Reaper
from seller_orders.application.ports.refund_search import RefundSearch
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


@frozen(kw_only=True)
class WholeStore(Store):
    """A store's adapters of all its ports; ``look_ups`` are ways to find its keys, by name."""

    archive: OrderArchive
    notifications: NotificationLog
    refunds: RefundSearch
    reaper: Reaper
    keys: AccessKeys
    look_ups: dict[str, KeyLookUp]
