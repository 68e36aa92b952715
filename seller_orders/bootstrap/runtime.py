"""All use cases on a SQL database, with the relay that delivers their messages."""

from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from random import random
from typing import Final

from attrs import asdict, evolve, frozen
from sqlalchemy import Engine

from seller_orders.adapters.inbound.outbox_relay.relay import Listen, Relay
from seller_orders.adapters.outbound.sql.access_keys import SqlAccessKeys
from seller_orders.adapters.outbound.sql.connection.database_clock import DatabaseClock
from seller_orders.adapters.outbound.sql.connection.engine import open_engine
from seller_orders.adapters.outbound.sql.domain_settings import SqlSettingsStore
from seller_orders.adapters.outbound.sql.domain_unit_of_work import domain_units_of_work
from seller_orders.adapters.outbound.sql.domain_usage import SqlDomainUsage
from seller_orders.adapters.outbound.sql.domains import SqlDomainDirectory
from seller_orders.adapters.outbound.sql.due_changes import SqlDueChanges
from seller_orders.adapters.outbound.sql.events.event_log import SqlEventLog
from seller_orders.adapters.outbound.sql.manual_refunds import SqlManualRefunds
from seller_orders.adapters.outbound.sql.orders.order_archive import SqlOrderArchive
from seller_orders.adapters.outbound.sql.orders.order_reader import SqlOrderReader
from seller_orders.adapters.outbound.sql.outbox.notification_log import SqlNotificationLog
from seller_orders.adapters.outbound.sql.outbox.outbox_queue import SqlOutboxQueue
from seller_orders.adapters.outbound.sql.reaper import SqlReaper
from seller_orders.adapters.outbound.sql.schema import schema_version
from seller_orders.adapters.outbound.sql.search.order_search import SqlOrderSearch
from seller_orders.adapters.outbound.sql.search.refund_search import SqlRefundSearch
from seller_orders.adapters.outbound.sql.unit_of_work import units_of_work
from seller_orders.adapters.outbound.sql.users.saved_views import SqlSavedViewDirectory
from seller_orders.adapters.outbound.sql.users.sessions import SqlSessionLookUp
from seller_orders.adapters.outbound.sql.users.user_directory import SqlUserDirectory
from seller_orders.adapters.outbound.system.clock import SystemClock
from seller_orders.adapters.outbound.system.id_generator import Uuid7Generator
from seller_orders.application.access import AccessKey
from seller_orders.application.commands.archive_order import ArchiveOrderHandler
from seller_orders.application.commands.create_user import CreateUserHandler
from seller_orders.application.commands.delete_user import DeleteUserHandler
from seller_orders.application.commands.deliver_event_batch import ORDERS_AT_ONCE
from seller_orders.application.commands.deliver_messages import Deliver, DeliverMessagesHandler
from seller_orders.application.commands.end_sessions import EndSessionsHandler, LogOutHandler
from seller_orders.application.commands.import_orders import ImportOrdersHandler
from seller_orders.application.commands.log_in import LogInHandler
from seller_orders.application.commands.manage_access_keys import (
    CreateAccessKeyHandler,
    RevokeAccessKeyHandler,
    RevokeDomainKeyHandler,
)
from seller_orders.application.commands.manage_domains import (
    AdoptDomainsHandler,
    ArchiveDomainHandler,
    CreateDomainHandler,
    RenameDomainHandler,
)
from seller_orders.application.commands.manage_installation_keys import InstallationKeys
from seller_orders.application.commands.manage_views import (
    CreateViewHandler,
    DeleteViewHandler,
    UpdateViewHandler,
)
from seller_orders.application.commands.reap import ReapHandler
from seller_orders.application.commands.record_lateness import RecordLatenessHandler
from seller_orders.application.commands.release_expired_holds import ReleaseExpiredHoldsHandler
from seller_orders.application.commands.retry_message import RetryMessageHandler
from seller_orders.application.commands.update_user import UpdateUserHandler
from seller_orders.application.concurrent_runs import map_concurrently
from seller_orders.application.event_consumers import DeliverToDomainConsumer
from seller_orders.application.message_handlers.carrier import DeliverCarrierRequest
from seller_orders.application.message_handlers.event import DeliverEvent, RepeatInvalidation
from seller_orders.application.message_handlers.notification import DeliverNotification
from seller_orders.application.message_handlers.refund import DeliverRefundRequest
from seller_orders.application.order_changes import ChangeFactory
from seller_orders.application.outbox_messages import CACHE_CHANNEL, Channel
from seller_orders.application.ports.order_cache import OrderCache
from seller_orders.application.ports.settings_store import SettingsSource
from seller_orders.application.ports.unit_of_work import StoreUnavailableError
from seller_orders.application.queries.authenticate import AuthenticateHandler, PresentKeysHandler
from seller_orders.application.queries.domain_usage import CountUsageHandler
from seller_orders.application.queries.export_orders import ExportOrdersHandler
from seller_orders.application.queries.get_assignee import GetAssigneeHandler
from seller_orders.application.queries.list_access_keys import (
    GetAccessKeyHandler,
    ListAccessKeysHandler,
    ListDomainKeysHandler,
)
from seller_orders.application.queries.list_domains import GetDomainHandler, ListDomainsHandler
from seller_orders.application.queries.list_events import ListEventsHandler
from seller_orders.application.queries.list_outbox_backlogs import ListBacklogsHandler
from seller_orders.application.queries.list_undelivered_messages import ListUndeliveredHandler
from seller_orders.application.queries.list_users import GetUserHandler, ListUsersHandler
from seller_orders.application.queries.list_views import GetViewHandler, ListViewsHandler
from seller_orders.application.queries.session_of import SessionOfHandler
from seller_orders.application.stored_settings import StoredDomainSettings
from seller_orders.application.use_cases import UseCases
from seller_orders.application.webhook_attempts import WebhookAttempts
from seller_orders.bootstrap.carriers import connected_carriers
from seller_orders.bootstrap.domain_settings import domain_settings, settings_operations
from seller_orders.bootstrap.event_delivery import (
    event_delivery,
    event_lags,
    installation_consumers,
)
from seller_orders.bootstrap.event_publisher import event_publisher
from seller_orders.bootstrap.extensions import Extensions
from seller_orders.bootstrap.external_services import restock_delivery
from seller_orders.bootstrap.log_in import (
    PER_ACCOUNT,
    PER_ADDRESS,
    LazyPasswordHasher,
    LazyRateLimiter,
)
from seller_orders.bootstrap.merchant_use_cases import Ports, merchant_operations, retried
from seller_orders.bootstrap.notifications import notification_channels
from seller_orders.bootstrap.secret_box import secret_box
from seller_orders.bootstrap.webhook_operations import (
    replay_finisher,
    webhook_consumers,
    webhook_operations,
)
from seller_orders.bootstrap.webhook_sender import LazyWebhookSender
from seller_orders.settings import Settings

_SENDER_THREADS: Final = 8
_EVENT_THREADS: Final = 32
_SERVICE_STATEMENT_TIMEOUT_S: Final = 2.5
_NO_EXTENSIONS: Final = Extensions()


@frozen
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
    settings_store = SqlSettingsStore(engine)
    settings_reader = domain_settings(settings, settings_store, extensions.return_rules)
    channels = extensions.channels
    carriers = connected_carriers(settings_reader, settings.carriers, extensions.carriers)
    if channels is None:
        channels = notification_channels(settings, settings_reader)
    names = [each.name for each in channels]
    remote: dict[str, Deliver] = {}
    if settings.inventory is not None:
        remote[Channel.INVENTORY] = restock_delivery(settings.inventory)
    relay = Relay((Channel.EVENT, Channel.PAYMENT, Channel.CARRIER, *remote, *names))
    clock, ids = SystemClock(), Uuid7Generator()
    relay_clock = DatabaseClock(engine)
    changes = ChangeFactory(clock=clock, ids=ids, channels=channels)
    reader = SqlOrderReader(engine)
    keys = SqlAccessKeys(engine)
    directory = SqlDomainDirectory(engine)
    begin_domain = domain_units_of_work(engine, clock)
    queue = SqlOutboxQueue(engine)
    users, sessions, views = (
        SqlUserDirectory(engine),
        SqlSessionLookUp(engine),
        SqlSavedViewDirectory(engine),
    )
    passwords = LazyPasswordHasher()
    ports = Ports(
        begin=units_of_work(engine, clock, relay, posts_restocks=settings.inventory is not None),
        cache=cache,
        reader=reader,
        search=SqlOrderSearch(engine),
        refunds=SqlRefundSearch(engine),
        notifications=SqlNotificationLog(engine),
        carriers=carriers,
        relay=relay,
        deliver_immediately=lambda message: deliver_immediately(message),
    )
    operations = merchant_operations(ports, changes, settings_reader, extensions.cancellation)
    publisher = extensions.events or event_publisher(settings, relay_clock)
    has_shared_cache = settings.redis_url is not None
    consumers = installation_consumers(cache, publisher, is_cache_shared=has_shared_cache)
    attempts = WebhookAttempts(
        sender=LazyWebhookSender(relay_clock, allow_private=settings.webhook_allow_private),
        box=secret_box(settings),
        clock=relay_clock,
        ids=ids,
    )
    domain_consumers = webhook_consumers(engine, attempts, clock)
    deliver: dict[str, Deliver] = {
        **{
            each.name: DeliverNotification(reader=reader, sender=each.sender, clock=relay_clock)
            for each in channels
        },
        Channel.EVENT: DeliverEvent(cache=cache, publisher=publisher),
        CACHE_CHANNEL: RepeatInvalidation(cache=cache),
        Channel.PAYMENT: DeliverRefundRequest(
            provider=extensions.payments or SqlManualRefunds(engine, clock),
            settle=operations.update_refund,
        ),
        Channel.CARRIER: DeliverCarrierRequest(
            carriers=carriers, reader=reader, report=operations.report_shipment
        ),
        **remote,
    }
    threads = ThreadPoolExecutor(_SENDER_THREADS, "sender")
    event_threads = ThreadPoolExecutor(_EVENT_THREADS, "event-sender")
    deliver_messages = DeliverMessagesHandler(
        queue=queue,
        deliver=deliver,
        clock=relay_clock,
        jitter=random,
        deliver_events=event_delivery(
            engine, relay_clock, consumers, domain_consumers, event_threads
        ),
        deliver_to_consumer=DeliverToDomainConsumer(domain_consumers),
        map_messages=threads.map,
        map_events=partial(map_concurrently, event_threads, ORDERS_AT_ONCE),
    )
    # The new message's due time was set by this machine's clock, not the database's.
    deliver_immediately = evolve(deliver_messages, clock=clock).deliver_immediately
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
        create_key=retried(
            CreateAccessKeyHandler(
                begin=begin_domain, keys=keys, domains=directory, clock=clock, ids=ids
            )
        ),
        revoke_key=RevokeAccessKeyHandler(keys=keys, clock=clock),
        revoke_domain_key=retried(RevokeDomainKeyHandler(begin=begin_domain, clock=clock)),
        list_keys=ListAccessKeysHandler(keys=keys),
        list_events=ListEventsHandler(log=SqlEventLog(engine), clock=relay_clock, signal=relay),
        list_domain_keys=ListDomainKeysHandler(keys=keys, clock=clock),
        get_key=GetAccessKeyHandler(keys=keys),
        create_user=retried(
            CreateUserHandler(begin=begin_domain, passwords=passwords, clock=clock, ids=ids)
        ),
        update_user=retried(
            UpdateUserHandler(begin=begin_domain, passwords=passwords, clock=clock)
        ),
        delete_user=retried(DeleteUserHandler(begin=begin_domain)),
        list_users=ListUsersHandler(users=users),
        get_user=GetUserHandler(users=users),
        get_assignee=GetAssigneeHandler(reader=reader, users=users),
        create_view=retried(CreateViewHandler(begin=begin_domain, ids=ids)),
        update_view=retried(UpdateViewHandler(begin=begin_domain)),
        delete_view=retried(DeleteViewHandler(begin=begin_domain)),
        list_views=ListViewsHandler(views=views),
        get_view=GetViewHandler(views=views),
        log_in=LogInHandler(
            users=users,
            begin=begin_domain,
            passwords=passwords,
            per_account=LazyRateLimiter(PER_ACCOUNT, settings.redis_url),
            per_address=LazyRateLimiter(PER_ADDRESS, settings.redis_url),
            clock=relay_clock,
            ids=ids,
        ),
        session_of=SessionOfHandler(sessions=sessions, clock=relay_clock),
        log_out=LogOutHandler(sessions=sessions, begin=begin_domain),
        end_sessions=EndSessionsHandler(begin=begin_domain),
        installation_keys=InstallationKeys(keys=keys, clock=clock, ids=ids),
        create_domain=retried(
            CreateDomainHandler(begin=begin_domain, directory=directory, clock=clock, ids=ids)
        ),
        rename_domain=retried(RenameDomainHandler(begin=begin_domain, clock=clock)),
        archive_domain=retried(ArchiveDomainHandler(begin=begin_domain, clock=clock)),
        adopt_domains=AdoptDomainsHandler(begin=begin_domain, directory=directory, clock=clock),
        list_domains=ListDomainsHandler(directory=directory),
        get_domain=GetDomainHandler(directory=directory),
        domain_usage=CountUsageHandler(
            directory=directory, usage=SqlDomainUsage(engine), clock=clock
        ),
        deliver_messages=deliver_messages,
        list_undelivered=ListUndeliveredHandler(queue=queue),
        list_backlogs=ListBacklogsHandler(
            queue=queue, lags=event_lags(engine, consumers), clock=relay_clock
        ),
        retry_message=RetryMessageHandler(queue=queue, clock=relay_clock),
        reap=ReapHandler(
            reaper=SqlReaper(engine, {*Channel, *names}),
            due=SqlDueChanges(engine),
            release_expired_holds=retried(
                ReleaseExpiredHoldsHandler(begin=ports.begin, cache=cache, changes=changes)
            ),
            record_lateness=retried(
                RecordLatenessHandler(begin=ports.begin, cache=cache, changes=changes)
            ),
            clock=relay_clock,
            is_stopping=relay.is_stopping,
            finish_replays=replay_finisher(engine, clock),
        ),
        settings=settings_operations(
            settings, engine, clock, settings_reader, extensions.return_rules
        ),
        webhooks=webhook_operations(engine, SqlEventLog(engine), attempts, clock, ids),
    )
    use_keys = PresentKeysHandler(keys=keys, clock=clock)
    return Runtime(
        engine,
        listen_engine,
        keys,
        directory,
        ports,
        changes,
        settings_store,
        settings_reader,
        use_keys,
        use_cases,
        relay,
    )
