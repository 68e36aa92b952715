"""What the core's routes work on."""

from collections.abc import Callable

from attrs import frozen

from seller_orders.application.access import AccessKey
from seller_orders.application.commands.commit_changes import CommitChanges
from seller_orders.application.messages import Message
from seller_orders.application.ports.order_cache import OrderCache
from seller_orders.application.ports.order_reader import OrderReader
from seller_orders.application.ports.order_search import OrderSearch
from seller_orders.application.ports.outbox import DeliveryOutcome
from seller_orders.application.ports.unit_of_work import BeginUnitOfWork


@frozen(kw_only=True)
class Core:
    """The store's ports, and what only the core does for other layers."""

    begin: BeginUnitOfWork
    reader: OrderReader
    search: OrderSearch
    cache: OrderCache
    commit: Callable[[CommitChanges], None]
    deliver_at_once: Callable[[Message], DeliveryOutcome]
    present_key: Callable[[str], AccessKey | None]
