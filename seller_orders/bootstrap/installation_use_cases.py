"""The merchant operations and the operator's operations, on a SQL database."""

from attrs import asdict
from sqlalchemy import Engine

from seller_orders.adapters.inbound.outbox_relay.relay import Relay
from seller_orders.adapters.outbound.sql.events.event_log import SqlEventLog
from seller_orders.adapters.outbound.sql.keys.key_lookup import SqlAccessKeys
from seller_orders.adapters.outbound.sql.orders.order_archive import SqlOrderArchive
from seller_orders.adapters.outbound.sql.orders.order_reader import SqlOrderReader
from seller_orders.adapters.outbound.sql.outbox.outbox_queue import SqlOutboxQueue
from seller_orders.adapters.outbound.sql.users.user_directory import SqlUserDirectory
from seller_orders.application.commands.archive_order import ArchiveOrderHandler
from seller_orders.application.commands.import_orders import ImportOrdersHandler
from seller_orders.application.commands.retry_message import RetryMessageHandler
from seller_orders.application.order_changes import ChangeFactory
from seller_orders.application.outbox_messages import Channel
from seller_orders.application.ports.order_copies import BeginErasure
from seller_orders.application.queries.authenticate import AuthenticateHandler
from seller_orders.application.queries.export_orders import ExportOrdersHandler
from seller_orders.application.queries.get_assignee import GetAssigneeHandler
from seller_orders.application.queries.list_outbox_backlogs import ListBacklogsHandler
from seller_orders.application.queries.list_undelivered_messages import ListUndeliveredHandler
from seller_orders.application.settings.stored_settings import StoredDomainSettings
from seller_orders.application.use_cases import MerchantOperations, UseCases
from seller_orders.bootstrap.customer_operations import customer_data
from seller_orders.bootstrap.domain_operations import domain_operations
from seller_orders.bootstrap.domain_settings import settings_operations
from seller_orders.bootstrap.event_delivery import event_lags, event_operations
from seller_orders.bootstrap.extensions import Extensions
from seller_orders.bootstrap.key_operations import key_operations
from seller_orders.bootstrap.log_in import LazyPasswordHasher
from seller_orders.bootstrap.merchant_use_cases import Ports, retried
from seller_orders.bootstrap.message_delivery import Delivery
from seller_orders.bootstrap.reaping import reaping
from seller_orders.bootstrap.user_operations import (
    session_operations,
    user_operations,
    view_operations,
)
from seller_orders.bootstrap.webhook_operations import webhook_operations
from seller_orders.settings import Settings


def installation_use_cases(
    engine: Engine,
    operations: MerchantOperations,
    ports: Ports,
    begin_erasure: BeginErasure,
    changes: ChangeFactory,
    delivery: Delivery,
    relay: Relay,
    settings_reader: StoredDomainSettings,
    settings: Settings,
    extensions: Extensions,
) -> UseCases:
    """Return all use cases: the merchant ``operations``, and those of the operator."""
    clock, ids, relay_clock = changes.clock, changes.ids, delivery.clock
    keys, queue, log = SqlAccessKeys(engine), SqlOutboxQueue(engine), SqlEventLog(engine)
    passwords = LazyPasswordHasher()
    customers = customer_data(engine, ports, begin_erasure, changes, settings_reader, relay_clock)
    return UseCases(
        **asdict(operations, recurse=False),
        archive_order=retried(
            ArchiveOrderHandler(
                reader=ports.reader,
                archive=SqlOrderArchive(engine),
                clock=clock,
                settings=settings_reader,
            )
        ),
        export_orders=ExportOrdersHandler(reader=SqlOrderReader(engine)),
        import_orders=retried(
            ImportOrdersHandler(begin=ports.begin, clock=clock, ids=ids, settings=settings_reader)
        ),
        authenticate=AuthenticateHandler(keys=keys, clock=clock),
        get_assignee=GetAssigneeHandler(reader=ports.reader, users=SqlUserDirectory(engine)),
        deliver_messages=delivery.deliver,
        list_undelivered=ListUndeliveredHandler(queue=queue),
        list_backlogs=ListBacklogsHandler(
            queue=queue,
            lags=event_lags(engine, delivery.consumers, delivery.endpoints),
            clock=relay_clock,
        ),
        retry_message=RetryMessageHandler(queue=queue, clock=relay_clock),
        reap=reaping(
            engine,
            ports,
            changes,
            {*Channel, *(each.name for each in changes.channels)},
            customers.erase_expired,
            relay_clock,
            relay.is_stopping,
        ),
        customers=customers.operations,
        keys=key_operations(engine, clock, ids),
        users=user_operations(engine, passwords, clock, ids),
        sessions=session_operations(engine, passwords, settings.redis_url, relay_clock, ids),
        views=view_operations(engine, clock, ids),
        settings=settings_operations(
            settings, engine, clock, settings_reader, extensions.return_rules
        ),
        webhooks=webhook_operations(engine, log, delivery.attempts, clock, ids),
        events=event_operations(log, relay_clock, relay),
        domains=domain_operations(engine, clock, ids),
    )
