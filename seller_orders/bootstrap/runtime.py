"""Putting the adapters together behind the use cases."""

from collections.abc import Callable, Mapping
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
from seller_orders.adapters.outbound.sql.manual_refunds import SqlManualRefunds
from seller_orders.adapters.outbound.sql.orders.order_archive import SqlOrderArchive
from seller_orders.adapters.outbound.sql.orders.order_reader import SqlOrderReader
from seller_orders.adapters.outbound.sql.outbox.notification_log import SqlNotificationLog
from seller_orders.adapters.outbound.sql.outbox.outbox_queue import SqlOutboxQueue
from seller_orders.adapters.outbound.sql.reaper import SqlReaper
from seller_orders.adapters.outbound.sql.search.order_search import SqlOrderSearch
from seller_orders.adapters.outbound.sql.search.refund_search import SqlRefundSearch
from seller_orders.adapters.outbound.sql.unit_of_work import units_of_work
from seller_orders.adapters.outbound.system.clock import SystemClock
from seller_orders.adapters.outbound.system.id_generator import Uuid7Generator
from seller_orders.application.access import AccessKey
from seller_orders.application.commands.access_keys import (
    CreateAccessKeyHandler,
    RevokeAccessKeyHandler,
)
from seller_orders.application.commands.archive_order import ArchiveOrderHandler
from seller_orders.application.commands.deliver_messages import Deliver, DeliverMessagesHandler
from seller_orders.application.commands.import_orders import ImportOrdersHandler
from seller_orders.application.commands.reap import ReapHandler
from seller_orders.application.commands.retry_message import RetryMessageHandler
from seller_orders.application.message_handlers.carrier import DeliverCarrierRequest
from seller_orders.application.message_handlers.event import DeliverEvent
from seller_orders.application.message_handlers.notification import DeliverNotification
from seller_orders.application.message_handlers.refund import DeliverRefundRequest
from seller_orders.application.notification_channels import NotificationChannel
from seller_orders.application.order_changes import ChangeFactory
from seller_orders.application.outbox_messages import Channel
from seller_orders.application.ports.carrier_directory import Carrier
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.event_publisher import EventPublisher
from seller_orders.application.ports.order_cache import OrderCache
from seller_orders.application.ports.payment_provider import PaymentProvider
from seller_orders.application.queries.authenticate import AuthenticateHandler
from seller_orders.application.queries.export_orders import ExportOrdersHandler
from seller_orders.application.queries.list_backlogs import ListBacklogsHandler
from seller_orders.application.queries.list_keys import ListAccessKeysHandler
from seller_orders.application.queries.list_undelivered import ListUndeliveredHandler
from seller_orders.application.use_cases import UseCases
from seller_orders.bootstrap.carriers import connected_carriers
from seller_orders.bootstrap.external_services import restocking
from seller_orders.bootstrap.merchant_operations import Ports, merchant_operations, retried
from seller_orders.bootstrap.notifications import notification_channels
from seller_orders.domain.cancellation import CancellationPolicy, ensure_cancellable
from seller_orders.settings import Settings, WebhookSettings
from seller_orders.settings.parsing import SettingsError

_SENDERS: Final = 8


@frozen(kw_only=True)
class Extensions:
    """What whoever puts it together brings along, in the place of what the settings say.

    Without ``carriers`` those of the settings are connected; without ``payments`` refunds are
    settled by hand; without ``events`` these go to the webhook of the settings, if there is one;
    without ``channels`` customers are notified as the settings say.
    """

    carriers: Mapping[str, Carrier] | None = None
    payments: PaymentProvider | None = None
    events: EventPublisher | None = None
    channels: tuple[NotificationChannel, ...] | None = None
    cancellation: CancellationPolicy = ensure_cancellable


_NOTHING: Final = Extensions()


@frozen
class Runtime:
    """A store, the use cases on it, and the relay that delivers what they leave behind."""

    engine: Engine
    keys: SqlAccessKeys
    ports: Ports
    changes: ChangeFactory
    present_key: Callable[[str], AccessKey | None]
    use_cases: UseCases
    relay: Relay

    def start_relay(self) -> None:
        """Let the relay deliver, in threads of this process."""
        listen: Listen | None = None
        if self.engine.dialect.name == "postgresql":
            # Imported where it is needed: without PostgreSQL its driver need not be installed.
            from seller_orders.adapters.outbound.sql.connection import notify_listener

            channels = self.relay.channels
            listen = partial(notify_listener.listen, self.engine, channels=channels)
        self.relay.start(self.use_cases.deliver_messages, self.use_cases.reap, listen)


def wire(
    settings: Settings,
    cache: OrderCache,
    extensions: Extensions = _NOTHING,
    *,
    engine: Engine | None = None,
    answer_within_s: float | None = None,
    must_exist: bool = False,
) -> Runtime:
    """Put the adapters together; nothing is connected before it is used.

    Without an ``engine`` one is opened on the settings' database; ``answer_within_s`` is then the
    longest that this may take for a statement, and a SQLite file ``must_exist``.
    """
    if engine is None:
        engine = open_engine(
            settings.database_url, answer_within_s=answer_within_s, must_exist=must_exist
        )
    carriers, channels = extensions.carriers, extensions.channels
    if carriers is None:
        carriers = connected_carriers(settings.carriers)
    if channels is None:
        channels = notification_channels(settings)
    names = [each.name for each in channels]
    remote: dict[str, Deliver] = {}
    if settings.inventory is not None:
        remote[Channel.INVENTORY] = restocking(settings.inventory)
    relay = Relay((Channel.EVENT, Channel.PAYMENT, Channel.CARRIER, *remote, *names))
    clock, ids = SystemClock(), Uuid7Generator()
    relay_clock = DatabaseClock(engine)
    changes = ChangeFactory(clock=clock, ids=ids, channels=channels)
    reader = SqlOrderReader(engine)
    keys = SqlAccessKeys(engine)
    queue = SqlOutboxQueue(engine)
    ports = Ports(
        begin=units_of_work(engine, clock, relay, posts_restocks=settings.inventory is not None),
        cache=cache,
        reader=reader,
        search=SqlOrderSearch(engine),
        refunds=SqlRefundSearch(engine),
        notifications=SqlNotificationLog(engine),
        carriers=carriers,
        relay=relay,
        deliver_at_once=lambda message: deliver_at_once(message),
    )
    operations = merchant_operations(ports, changes, settings.transitions, extensions.cancellation)
    deliver: dict[str, Deliver] = {
        **{
            each.name: DeliverNotification(reader=reader, sender=each.sender, clock=relay_clock)
            for each in channels
        },
        Channel.EVENT: DeliverEvent(
            cache=cache, publisher=extensions.events or _publisher(settings.webhook, relay_clock)
        ),
        Channel.PAYMENT: DeliverRefundRequest(
            provider=extensions.payments or SqlManualRefunds(engine, clock),
            settle=operations.update_refund,
        ),
        Channel.CARRIER: DeliverCarrierRequest(
            carriers=carriers, reader=reader, report=operations.report_shipment
        ),
        **remote,
    }
    threads = ThreadPoolExecutor(_SENDERS, "sender")
    deliver_messages = DeliverMessagesHandler(
        queue=queue, deliver=deliver, clock=relay_clock, jitter=random, map_messages=threads.map
    )
    # Its messages are held until a time that this machine's clock gave.
    deliver_at_once = evolve(deliver_messages, clock=clock).deliver_at_once
    authenticate = AuthenticateHandler(keys=keys, clock=clock)
    use_cases = UseCases(
        **asdict(operations, recurse=False),
        archive_order=retried(
            ArchiveOrderHandler(
                reader=reader,
                archive=SqlOrderArchive(engine),
                clock=clock,
                rules=settings.transitions,
            )
        ),
        export_orders=ExportOrdersHandler(reader=reader),
        import_orders=retried(ImportOrdersHandler(begin=ports.begin, clock=clock, ids=ids)),
        authenticate=authenticate,
        create_key=CreateAccessKeyHandler(keys=keys, clock=clock, ids=ids),
        revoke_key=RevokeAccessKeyHandler(keys=keys, clock=clock),
        list_keys=ListAccessKeysHandler(keys=keys),
        deliver_messages=deliver_messages,
        list_undelivered=ListUndeliveredHandler(queue=queue),
        list_backlogs=ListBacklogsHandler(queue=queue, clock=relay_clock),
        retry_message=RetryMessageHandler(queue=queue, clock=relay_clock),
        reap=ReapHandler(reaper=SqlReaper(engine, {*Channel, *names}), clock=relay_clock),
    )
    return Runtime(engine, keys, ports, changes, authenticate.present, use_cases, relay)


def _publisher(webhook: WebhookSettings | None, clock: Clock) -> EventPublisher | None:
    if webhook is None:
        return None
    # Imported where it is needed: without webhooks their libraries need not be installed.
    from seller_orders.adapters.outbound.webhook.event_publisher import WebhookEventPublisher

    try:
        return WebhookEventPublisher(
            webhook.url, webhook.secret, clock, allow_private=webhook.allow_private
        )
    except ValueError as error:
        raise SettingsError(f"SELLER_ORDERS_WEBHOOK_SECRET: {error}") from error
