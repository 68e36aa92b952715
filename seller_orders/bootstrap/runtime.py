"""All use cases on a SQL database, with the relay that delivers their messages."""

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from typing import Final

from attrs import frozen
from sqlalchemy import Engine

from seller_orders.adapters.inbound.outbox_relay.relay import Listen, Relay
from seller_orders.adapters.outbound.sql.connection.engine import open_engine
from seller_orders.adapters.outbound.sql.domains.domain_settings import SqlSettingsStore
from seller_orders.adapters.outbound.sql.domains.registered_domains import SqlDomainDirectory
from seller_orders.adapters.outbound.sql.keys.key_lookup import SqlAccessKeys
from seller_orders.adapters.outbound.sql.schema import schema_version
from seller_orders.adapters.outbound.sql.unit_of_work import units_of_work
from seller_orders.adapters.outbound.system.clock import SystemClock
from seller_orders.adapters.outbound.system.id_generator import Uuid7Generator
from seller_orders.application.access import AccessKey
from seller_orders.application.notification_channels import NotificationChannel
from seller_orders.application.order_changes import ChangeFactory
from seller_orders.application.outbox_messages import Channel
from seller_orders.application.ports.order_cache import OrderCache
from seller_orders.application.ports.settings_store import SettingsSource
from seller_orders.application.ports.unit_of_work import StoreUnavailableError
from seller_orders.application.queries.authenticate import PresentKeysHandler
from seller_orders.application.settings.stored_settings import StoredDomainSettings
from seller_orders.application.use_cases import UseCases
from seller_orders.bootstrap.carriers import connected_carriers
from seller_orders.bootstrap.domain_settings import domain_settings
from seller_orders.bootstrap.extensions import Extensions
from seller_orders.bootstrap.installation_use_cases import installation_use_cases
from seller_orders.bootstrap.merchant_use_cases import Ports, merchant_operations
from seller_orders.bootstrap.message_delivery import message_delivery
from seller_orders.bootstrap.notifications import notification_channels
from seller_orders.bootstrap.sql_ports import sql_ports
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
    clock, keys = SystemClock(), SqlAccessKeys(engine)
    changes = ChangeFactory(clock=clock, ids=Uuid7Generator(), channels=channels)
    relay = Relay(_relayed(settings, channels))
    begin = units_of_work(engine, clock, relay, posts_restocks=settings.inventory is not None)
    ports = sql_ports(
        engine,
        begin,
        cache,
        connected_carriers(settings_reader, settings.carriers, extensions.carriers),
        relay,
        deliver_immediately=lambda message: deliver_immediately(message),
    )
    operations = merchant_operations(ports, changes, settings_reader, extensions.cancellation)
    delivery = message_delivery(engine, ports, changes, operations, settings, extensions)
    # The new message's due time was set by this machine's clock, not the database's.
    deliver_immediately = delivery.deliver_immediately(clock)
    use_cases = installation_use_cases(
        engine,
        operations,
        ports,
        begin,
        changes,
        delivery,
        relay,
        settings_reader,
        settings,
        extensions,
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


def _relayed(settings: Settings, channels: Iterable[NotificationChannel]) -> Iterable[str]:
    """Yield the names of the channels that the relay delivers."""
    yield from (Channel.EVENT, Channel.PAYMENT, Channel.CARRIER)
    if settings.inventory is not None:
        yield Channel.INVENTORY
    yield from (each.name for each in channels)
