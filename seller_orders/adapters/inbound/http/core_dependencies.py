"""The ports and use cases of the core's routes."""

from collections.abc import Callable, Collection, Sequence

from attrs import frozen
from returns.result import Result

from seller_orders.application.access import AccessKey
from seller_orders.application.commands.archive_order import ArchiveOrder
from seller_orders.application.commands.commit_changes import CommitChanges
from seller_orders.application.commands.replace_order import ReplaceOrder
from seller_orders.application.commands.restore_inventory import (
    RestoredInventory,
    RestoreInventory,
)
from seller_orders.application.commands.send_notification import SendNotification
from seller_orders.application.outbox_messages import Message
from seller_orders.application.ports.domains import DomainStates
from seller_orders.application.ports.notification_log import LoggedNotification
from seller_orders.application.ports.order_cache import OrderCache
from seller_orders.application.ports.order_reader import OrderReader
from seller_orders.application.ports.order_search import OrderSearch
from seller_orders.application.ports.outbox import DeliveryOutcome
from seller_orders.application.ports.refund_search import RefundSearch
from seller_orders.application.ports.settings_store import SettingsSource
from seller_orders.application.ports.unit_of_work import BeginUnitOfWork
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import Refusal


@frozen(kw_only=True)
class Core:
    """The store's ports, and the use cases that only the core offers to other layers."""

    begin: BeginUnitOfWork
    reader: OrderReader
    search: OrderSearch
    refunds: RefundSearch
    cache: OrderCache
    commit: Callable[[CommitChanges], None]
    deliver_immediately: Callable[[Message], DeliveryOutcome]
    domain_states: DomainStates
    settings: SettingsSource
    use_keys: Callable[[Collection[str]], Sequence[AccessKey]]
    replace_order: Callable[[ReplaceOrder], Result[Order, Refusal]]
    archive_order: Callable[[ArchiveOrder], Result[Order, Refusal]]
    restore_inventory: Callable[[RestoreInventory], Result[RestoredInventory, Refusal]]
    send_notification: Callable[[SendNotification], Result[Sequence[LoggedNotification], Refusal]]
