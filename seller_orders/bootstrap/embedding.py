"""The use cases inside another service: on its database, and where it wants in its transactions."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final

from attrs import asdict, evolve, frozen
from sqlalchemy import Connection, Engine

from seller_orders.adapters.outbound.memory.no_order_cache import NoOrderCache
from seller_orders.adapters.outbound.sql.connection.engine import open_engine
from seller_orders.adapters.outbound.sql.connection.host_transaction import on_host_engine
from seller_orders.adapters.outbound.sql.orders.order_reader import SqlOrderReader
from seller_orders.adapters.outbound.sql.outbox.notification_log import SqlNotificationLog
from seller_orders.adapters.outbound.sql.schema import schema_version
from seller_orders.adapters.outbound.sql.search.order_search import SqlOrderSearch
from seller_orders.adapters.outbound.sql.search.refund_search import SqlRefundSearch
from seller_orders.adapters.outbound.sql.unit_of_work import units_of_work
from seller_orders.application.notification_channels import NotificationChannel
from seller_orders.application.outbox_messages import Channel, Message
from seller_orders.application.ports.carrier_directory import Carrier
from seller_orders.application.ports.event_publisher import EventPublisher
from seller_orders.application.ports.notification_sender import NotificationSender
from seller_orders.application.ports.outbox import DeliveryOutcome, Failed
from seller_orders.application.ports.payment_provider import PaymentProvider
from seller_orders.application.ports.unit_of_work import StoreUnavailableError
from seller_orders.application.use_cases import MerchantOperations, UseCases
from seller_orders.bootstrap.merchant_operations import merchant_operations
from seller_orders.bootstrap.notifications import embedded_channels
from seller_orders.bootstrap.runtime import Extensions, Runtime, wire
from seller_orders.domain.cancellation import CancellationPolicy, ensure_cancellable
from seller_orders.domain.status import OPEN, TransitionRules
from seller_orders.settings import Settings

_NO_CARRIERS: Final[Mapping[str, Carrier]] = {}


@frozen(kw_only=True)
class EmbeddedUseCases(UseCases):
    """All use cases, each in a transaction of its own, and ``within``.

    ``within`` returns the merchant operations inside an open transaction: what they do happens if
    its owner commits, and is undone with all else if not. A refusal leaves it as it was. Carriers
    are asked, as all that waits in the outbox is delivered, after that: by ``deliver_messages``.

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


def embed(
    database: str | Engine,
    *,
    transitions: TransitionRules = OPEN,
    cancellation: CancellationPolicy = ensure_cancellable,
    carriers: Mapping[str, Carrier] = _NO_CARRIERS,
    payments: PaymentProvider | None = None,
    events: EventPublisher | None = None,
    senders: Mapping[Channel, NotificationSender] | None = None,
    channels: Sequence[NotificationChannel] = (),
) -> EmbeddedUseCases:
    """Return all use cases on a database, for another service to call.

    ``database`` is a URL, ``sqlite:///orders.db`` or ``postgresql://host/orders``, or an engine of
    one's own, whose pool is then used. An empty SQLite database is given its schema; any other is
    brought up by ``migrate``. There is no cache and no relay: whoever embeds the use cases calls
    ``deliver_messages`` when it suits, which gives refunds to ``payments`` (None: they are recorded
    as due, and settled by hand), events to ``events``, and what customers are told to ``senders``,
    by channel, and to other ``channels`` (neither: to the log).

    Errors: ``ValueError`` if ``transitions`` lack a status or name one that does not exist, or if
    two channels have the same name;
    ``StoreUnavailableError`` where the database is away, its schema behind, or its encoding not
    UTF-8.

    >>> from tempfile import TemporaryDirectory
    >>> folder = TemporaryDirectory()
    >>> orders = embed(f"sqlite:///{folder.name}/orders.db", transitions=FORWARD)
    >>> orders.list_orders(ListOrders(domain_id="dom_1")).total
    0
    >>> embed(f"sqlite:///{folder.name}/no/such/folder.db")
    Traceback (most recent call last):
    StoreUnavailableError: ...
    >>> folder.cleanup()
    """
    settings = Settings(transitions=transitions)
    extensions = Extensions(
        carriers=carriers,
        payments=payments,
        events=events,
        channels=embedded_channels(senders, channels),
        cancellation=cancellation,
    )
    engine = _engine(database)
    runtime = wire(settings, NoOrderCache(), extensions, engine=engine)
    try:
        schema_version.make_usable(engine)
    except StoreUnavailableError:
        _close(database, engine)
        raise
    within = partial(_within, runtime, transitions, cancellation)
    return EmbeddedUseCases(**asdict(runtime.use_cases, recurse=False), within=within)


def migrate(database: str | Engine) -> None:
    """Bring a database's schema up to what this release works with, while others go on using it.

    Errors: ``StoreUnavailableError`` where it is away, or being brought up just now, or if its
    encoding is not UTF-8.

    >>> migrate(database)
    >>> embed(database).get_order(GetOrder("dom_1", "ord_1")).unwrap().version
    1
    """
    engine = _engine(database)
    try:
        schema_version.migrate(engine)
    finally:
        _close(database, engine)


def _engine(database: str | Engine) -> Engine:
    return open_engine(database) if isinstance(database, str) else on_host_engine(database)


def _close(database: str | Engine, engine: Engine) -> None:
    # A host's engine is the host's to dispose of.
    if isinstance(database, str):
        engine.dispose()


def _within(
    runtime: Runtime,
    transitions: TransitionRules,
    cancellation: CancellationPolicy,
    connection: Connection,
) -> MerchantOperations:
    ports = evolve(
        runtime.ports,
        begin=units_of_work(connection, runtime.changes.clock, runtime.relay),
        reader=SqlOrderReader(connection),
        search=SqlOrderSearch(connection),
        refunds=SqlRefundSearch(connection),
        notifications=SqlNotificationLog(connection),
        deliver_at_once=lambda message: _later(runtime, message),
    )
    return merchant_operations(ports, runtime.changes, transitions, cancellation)


def _later(runtime: Runtime, _: Message) -> DeliveryOutcome:
    # Nobody is told of what may yet be undone.
    return Failed("it is not committed yet", runtime.changes.clock.now())
