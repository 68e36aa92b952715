"""All use cases on a SQL database, with the relay that delivers their messages."""

from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import Final

from attrs import asdict, evolve, frozen
from sqlalchemy import Engine

from seller_orders.adapters.inbound.outbox_relay.relay import Listen, Relay
from seller_orders.adapters.outbound.sql.access_keys import SqlAccessKeys
from seller_orders.adapters.outbound.sql.connection.database_clock import DatabaseClock
from seller_orders.adapters.outbound.sql.connection.engine import open_engine
from seller_orders.adapters.outbound.sql.domain_settings import SqlSettingsStore
from seller_orders.adapters.outbound.sql.domains import SqlDomainDirectory
from seller_orders.adapters.outbound.sql.events.event_log import SqlEventLog
from seller_orders.adapters.outbound.sql.orders.order_archive import SqlOrderArchive
from seller_orders.adapters.outbound.sql.orders.order_reader import SqlOrderReader
from seller_orders.adapters.outbound.sql.outbox.notification_log import SqlNotificationLog
from seller_orders.adapters.outbound.sql.outbox.outbox_queue import SqlOutboxQueue
from seller_orders.adapters.outbound.sql.schema import schema_version
from seller_orders.adapters.outbound.sql.search.order_search import SqlOrderSearch
from seller_orders.adapters.outbound.sql.search.refund_search import SqlRefundSearch
from seller_orders.adapters.outbound.sql.unit_of_work import units_of_work
from seller_orders.adapters.outbound.sql.users.user_directory import SqlUserDirectory
from seller_orders.adapters.outbound.system.clock import SystemClock
from seller_orders.adapters.outbound.system.id_generator import Uuid7Generator
from seller_orders.application.access import AccessKey
from seller_orders.application.commands.archive_order import ArchiveOrderHandler
from seller_orders.application.commands.import_orders import ImportOrdersHandler
from seller_orders.application.commands.retry_message import RetryMessageHandler
from seller_orders.application.order_changes import ChangeFactory
from seller_orders.application.outbox_messages import Channel
from seller_orders.application.ports.order_cache import OrderCache
from seller_orders.application.ports.settings_store import SettingsSource
from seller_orders.application.ports.unit_of_work import StoreUnavailableError
from seller_orders.application.queries.authenticate import AuthenticateHandler, PresentKeysHandler
from seller_orders.application.queries.export_orders import ExportOrdersHandler
from seller_orders.application.queries.get_assignee import GetAssigneeHandler
from seller_orders.application.queries.list_outbox_backlogs import ListBacklogsHandler
from seller_orders.application.queries.list_undelivered_messages import ListUndeliveredHandler
from seller_orders.application.settings.stored_settings import StoredDomainSettings
from seller_orders.application.use_cases import UseCases
from seller_orders.bootstrap.carriers import connected_carriers
from seller_orders.bootstrap.customer_data import customer_data
from seller_orders.bootstrap.domain_operations import domain_operations
from seller_orders.bootstrap.domain_settings import domain_settings, settings_operations
from seller_orders.bootstrap.event_delivery import (
    event_lags,
    event_operations,
    installation_consumers,
)
from seller_orders.bootstrap.event_publisher import event_publisher
from seller_orders.bootstrap.extensions import Extensions
from seller_orders.bootstrap.key_operations import key_operations
from seller_orders.bootstrap.log_in import LazyPasswordHasher
from seller_orders.bootstrap.merchant_use_cases import Ports, merchant_operations, retried
from seller_orders.bootstrap.message_delivery import message_delivery, message_handlers
from seller_orders.bootstrap.notifications import notification_channels
from seller_orders.bootstrap.reaping import reaping
from seller_orders.bootstrap.user_operations import (
    session_operations,
    user_operations,
    view_operations,
)
from seller_orders.bootstrap.webhook_operations import (
    webhook_attempts,
    webhook_consumers,
    webhook_operations,
)
from seller_orders.settings import Settings

_SERVICE_STATEMENT_TIMEOUT_S: Final = 2.5
_NO_EXTENSIONS: Final = Extensions()


@frozen(kw_only=True)
class Runtime:
    """A database, the use cases on it, and the relay that delivers their messages.

    ``listen_engine`` has the address where PostgreSQL announces new messages.
    """

    engine: Engine
    listen_engine: Engine
    keys: SqlAccessKeys
    directory: SqlDomainDirectory
    ports: Ports
    changes: ChangeFactory
    settings_source: SettingsSource
    settings: StoredDomainSettings
    use_keys: Callable[[Collection[str]], Sequence[AccessKey]]
    use_cases: UseCases
    relay: Relay

    def start_relay(self) -> None:
        """Start to deliver messages, in threads of this process."""
        listen: Listen | None = None
        if self.engine.dialect.name == "postgresql":
            # psycopg need not be installed where another database is used.
            from seller_orders.adapters.outbound.sql.connection import notify_listener

            channels = self.relay.channels
            listen = partial(notify_listener.listen, self.listen_engine, channels=channels)
        self.relay.start(self.use_cases.deliver_messages, self.use_cases.reap, listen)

    def is_ready(self) -> bool:
        """Return whether the database can be reached and has the schema of this release."""
        try:
            return schema_version.is_current(self.engine)
        except StoreUnavailableError:
            return False


def service_runtime(settings: Settings, cache: OrderCache) -> Runtime:
    """Return the runtime of a long-running process; a SQLite file must exist already."""
    return build_runtime(
        settings,
        cache,
        statement_timeout_s=_SERVICE_STATEMENT_TIMEOUT_S,
        must_exist=True,
    )


def build_runtime(
    settings: Settings,
    cache: OrderCache,
    extensions: Extensions = _NO_EXTENSIONS,
    *,
    engine: Engine | None = None,
    statement_timeout_s: float | None = None,
    must_exist: bool = False,
) -> Runtime:
    """Put the adapters together; nothing connects before it is used.

    Without an ``engine`` one is opened on the settings' database. It then ends a statement after
    ``statement_timeout_s`` seconds and, with ``must_exist``, creates no SQLite file.
    """
    opened = partial(open_engine, schema=settings.schema)
    if engine is None:
        engine = opened(
            settings.database_url, statement_timeout_s=statement_timeout_s, must_exist=must_exist
        )
    listen_engine = opened(settings.listen_url) if settings.listen_url else engine
    settings_source = SqlSettingsStore(engine)
    settings_reader = domain_settings(settings, settings_source, extensions.return_rules)
    channels = extensions.channels
    if channels is None:
        channels = notification_channels(settings, settings_reader)
    remote = [] if settings.inventory is None else [Channel.INVENTORY]
    names = [each.name for each in channels]
    relay = Relay((Channel.EVENT, Channel.PAYMENT, Channel.CARRIER, *remote, *names))
    clock, relay_clock, ids = SystemClock(), DatabaseClock(engine), Uuid7Generator()
    changes = ChangeFactory(clock=clock, ids=ids, channels=channels)
    reader = SqlOrderReader(engine)
    begin = units_of_work(engine, clock, relay, posts_restocks=settings.inventory is not None)
    ports = Ports(
        begin=begin,
        cache=cache,
        reader=reader,
        search=SqlOrderSearch(engine),
        refunds=SqlRefundSearch(engine),
        notifications=SqlNotificationLog(engine),
        carriers=connected_carriers(settings_reader, settings.carriers, extensions.carriers),
        relay=relay,
        deliver_immediately=lambda message: deliver_immediately(message),
    )
    operations = merchant_operations(ports, changes, settings_reader, extensions.cancellation)
    publisher = extensions.events or event_publisher(settings, relay_clock)
    consumers = installation_consumers(
        cache, publisher, is_cache_shared=settings.redis_url is not None
    )
    of_customers = customer_data(engine, ports, begin, changes, settings_reader, relay_clock)
    attempts = webhook_attempts(settings, relay_clock, ids)
    handlers = message_handlers(
        engine, ports, changes, operations, publisher, extensions.payments, settings, relay_clock
    )
    endpoints = webhook_consumers(engine, attempts, clock)
    deliver_messages = message_delivery(engine, handlers, consumers, endpoints, relay_clock)
    # The new message's due time was set by this machine's clock, not the database's.
    deliver_immediately = evolve(deliver_messages, clock=clock).deliver_immediately
    keys, queue, log = SqlAccessKeys(engine), SqlOutboxQueue(engine), SqlEventLog(engine)
    passwords = LazyPasswordHasher()
    use_cases = UseCases(
        **asdict(operations, recurse=False),
        archive_order=retried(
            ArchiveOrderHandler(
                reader=reader,
                archive=SqlOrderArchive(engine),
                clock=clock,
                settings=settings_reader,
            )
        ),
        export_orders=ExportOrdersHandler(reader=reader),
        import_orders=retried(
            ImportOrdersHandler(begin=ports.begin, clock=clock, ids=ids, settings=settings_reader)
        ),
        authenticate=AuthenticateHandler(keys=keys, clock=clock),
        get_assignee=GetAssigneeHandler(reader=reader, users=SqlUserDirectory(engine)),
        deliver_messages=deliver_messages,
        list_undelivered=ListUndeliveredHandler(queue=queue),
        list_backlogs=ListBacklogsHandler(
            queue=queue, lags=event_lags(engine, consumers, endpoints), clock=relay_clock
        ),
        retry_message=RetryMessageHandler(queue=queue, clock=relay_clock),
        reap=reaping(
            engine,
            ports,
            changes,
            {*Channel, *names},
            of_customers.erase_expired,
            relay_clock,
            relay.is_stopping,
        ),
        customers=of_customers.operations,
        keys=key_operations(engine, clock, ids),
        users=user_operations(engine, passwords, clock, ids),
        sessions=session_operations(engine, passwords, settings.redis_url, relay_clock, ids),
        views=view_operations(engine, clock, ids),
        settings=settings_operations(
            settings, engine, clock, settings_reader, extensions.return_rules
        ),
        webhooks=webhook_operations(engine, log, attempts, clock, ids),
        events=event_operations(log, relay_clock, relay),
        domains=domain_operations(engine, clock, ids),
    )
    return Runtime(
        engine=engine,
        listen_engine=listen_engine,
        keys=keys,
        directory=SqlDomainDirectory(engine),
        ports=ports,
        changes=changes,
        settings_source=settings_source,
        settings=settings_reader,
        use_keys=PresentKeysHandler(keys=keys, clock=clock),
        use_cases=use_cases,
        relay=relay,
    )
