"""Adapters of the ports that share one store, for the contract tests."""

from collections.abc import Callable

from attrs import frozen

from seller_orders.application.ports.customer_orders import CustomerOrders, ExpiredContacts
from seller_orders.application.ports.domain_unit_of_work import BeginDomainUnitOfWork
from seller_orders.application.ports.domain_usage import DomainUsage
from seller_orders.application.ports.domains import DomainDirectory
from seller_orders.application.ports.due_changes import DueChanges
from seller_orders.application.ports.event_cursors import EventCursors
from seller_orders.application.ports.event_log import EventLog
from seller_orders.application.ports.key_lookup import AccessKeys, KeyLookUp
from seller_orders.application.ports.notification_log import NotificationLog
from seller_orders.application.ports.order_archive import OrderArchive
from seller_orders.application.ports.order_copies import BeginErasure
from seller_orders.application.ports.order_reader import DomainReader
from seller_orders.application.ports.order_search import OrderSearch
from seller_orders.application.ports.outbox import OutboxQueue
from seller_orders.application.ports.reaper import Reaper
from seller_orders.application.ports.refund_search import RefundSearch
from seller_orders.application.ports.saved_views import SavedViewDirectory
from seller_orders.application.ports.secret_domains import SecretDomains
from seller_orders.application.ports.sessions import SessionLookUp
from seller_orders.application.ports.settings_store import SettingsHistory, SettingsSource
from seller_orders.application.ports.unit_of_work import BeginUnitOfWork
from seller_orders.application.ports.user_directory import UserDirectory
from seller_orders.application.ports.webhook_deliveries import WebhookDeliveries
from seller_orders.application.ports.webhook_endpoints import WebhookEndpointReader
from seller_orders.testing.clock import SettableClock


@frozen(kw_only=True)
class Store:
    """Adapters on one store.

    ``restocked`` returns a domain's restocks as (order, line, quantity). The clock, by which
    idempotency keys expire, stands still until a test sets it.
    """

    clock: SettableClock
    begin: BeginUnitOfWork
    reader: DomainReader
    search: OrderSearch
    queue: OutboxQueue
    restocked: Callable[[str], list[tuple[str, str, int]]]


@frozen(kw_only=True)
class WholeStore(Store):
    """Adapters of all ports on one store; ``look_ups`` are its key look-ups by name."""

    archive: OrderArchive
    notifications: NotificationLog
    refunds: RefundSearch
    reaper: Reaper
    due: DueChanges
    begin_erasure: BeginErasure
    customers: CustomerOrders
    expired: ExpiredContacts
    begin_domain: BeginDomainUnitOfWork
    settings: SettingsSource
    settings_history: SettingsHistory
    secret_domains: SecretDomains
    endpoints: WebhookEndpointReader
    deliveries: WebhookDeliveries
    log: EventLog
    cursors: EventCursors
    keys: AccessKeys
    domains: DomainDirectory
    usage: DomainUsage
    look_ups: dict[str, KeyLookUp]
    users: UserDirectory
    sessions: SessionLookUp
    views: SavedViewDirectory
