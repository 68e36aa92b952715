"""The use cases inside another service, on its database and in its transactions."""

from collections.abc import Callable
from functools import partial

from attrs import asdict, evolve, frozen
from sqlalchemy import Connection, Engine

from seller_orders.adapters.outbound.memory.no_order_cache import NoOrderCache
from seller_orders.adapters.outbound.sql.connection.engine import open_engine
from seller_orders.adapters.outbound.sql.connection.host_transaction import (
    HostTransaction,
    on_host_engine,
)
from seller_orders.adapters.outbound.sql.domains.domain_settings import SqlSettingsStore
from seller_orders.adapters.outbound.sql.orders.order_reader import SqlOrderReader
from seller_orders.adapters.outbound.sql.outbox.notification_log import SqlNotificationLog
from seller_orders.adapters.outbound.sql.schema import schema_version
from seller_orders.adapters.outbound.sql.search.order_search import SqlOrderSearch
from seller_orders.adapters.outbound.sql.search.refund_search import SqlRefundSearch
from seller_orders.adapters.outbound.sql.unit_of_work import units_of_work
from seller_orders.application.outbox_messages import Message
from seller_orders.application.ports.outbox import DeliveryOutcome, Failed
from seller_orders.application.ports.unit_of_work import StoreUnavailableError
from seller_orders.application.use_cases import MerchantOperations, UseCases
from seller_orders.bootstrap.extensions import Extensions
from seller_orders.bootstrap.merchant_use_cases import merchant_operations
from seller_orders.bootstrap.runtime import Runtime, build_runtime
from seller_orders.settings import Settings
from seller_orders.settings.parsing import schema_name


@frozen(kw_only=True)
class EmbeddedUseCases(UseCases):
    """All use cases, each in its own transaction, and ``within`` for the host's transaction.

    ``within`` returns the merchant operations inside an open transaction: their changes are
    committed or rolled back with it. A refusal leaves the transaction unchanged. Messages to
    carriers and all others are sent after the commit, by ``deliver_messages``.

    >>> from sqlalchemy import create_engine
    >>> engine = create_engine(database)
    >>> orders: EmbeddedUseCases = embed(engine)
    >>> ship = UpdateStatus(
    ...     domain_id="dom_1", order_id="ord_1", by="erp", status=OrderStatus.SHIPPED
    ... )
    >>> with engine.connect() as connection:
    ...     mine: MerchantOperations = orders.within(connection)
    ...     str(mine.update_status(ship).unwrap().status)
    ...     connection.rollback()
    'shipped'
    >>> orders.get_order(GetOrder("dom_1", "ord_1")).unwrap().version
    1
    """

    within: Callable[[Connection], MerchantOperations]


def embedded_use_cases(
    database: str | Engine, settings: Settings, extensions: Extensions
) -> EmbeddedUseCases:
    """Return the use cases on a database, whose schema has to be current."""
    engine = engine_on(database, settings.schema)
    runtime = build_runtime(settings, NoOrderCache(), extensions, engine=engine)
    try:
        schema_version.ensure_usable(engine)
    except StoreUnavailableError:
        close_engine(database, engine)
        raise
    within = partial(_within, runtime, settings, extensions)
    return EmbeddedUseCases(**asdict(runtime.use_cases, recurse=False), within=within)


def engine_on(database: str | Engine, schema: str | None) -> Engine:
    """Return a new engine for a URL, or the host's own engine.

    Raises ValueError if the schema's name is not valid or the database has no schemas.
    """
    if schema is not None:
        schema_name(schema)
    if isinstance(database, str):
        return open_engine(database, schema=schema)
    return on_host_engine(database, schema)


def close_engine(database: str | Engine, engine: Engine) -> None:
    """Dispose of an engine, unless it is the host's."""
    if isinstance(database, str):
        engine.dispose()


def _within(
    runtime: Runtime,
    settings: Settings,
    extensions: Extensions,
    connection: Connection,
) -> MerchantOperations:
    store = HostTransaction(connection, settings.schema)
    ports = evolve(
        runtime.ports,
        begin=units_of_work(store, runtime.changes.clock, runtime.relay),
        reader=SqlOrderReader(store),
        search=SqlOrderSearch(store),
        refunds=SqlRefundSearch(store),
        notifications=SqlNotificationLog(store),
        deliver_immediately=lambda message: _defer(runtime, message),
    )
    return merchant_operations(
        ports,
        runtime.changes,
        # Settings that are not known yet are read on the host's own connection.
        runtime.settings.reading_from(SqlSettingsStore(store)),
        extensions.cancellation,
    )


def _defer(runtime: Runtime, _: Message) -> DeliveryOutcome:
    # The host may still roll its transaction back.
    return Failed("it is not committed yet", runtime.changes.clock.now())
