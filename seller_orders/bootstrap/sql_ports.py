"""Ports of the merchant operations on a SQL database."""

from collections.abc import Callable

from sqlalchemy import Engine

from seller_orders.adapters.outbound.sql.orders.order_reader import SqlOrderReader
from seller_orders.adapters.outbound.sql.outbox.notification_log import SqlNotificationLog
from seller_orders.adapters.outbound.sql.search.order_search import SqlOrderSearch
from seller_orders.adapters.outbound.sql.search.refund_search import SqlRefundSearch
from seller_orders.application.outbox_messages import Message
from seller_orders.application.ports.carrier_directory import DomainCarriers
from seller_orders.application.ports.order_cache import OrderCache
from seller_orders.application.ports.outbox import DeliveryOutcome, Relay
from seller_orders.application.ports.unit_of_work import BeginUnitOfWork
from seller_orders.bootstrap.merchant_use_cases import Ports


def sql_ports(
    engine: Engine,
    begin: BeginUnitOfWork,
    cache: OrderCache,
    carriers: DomainCarriers,
    relay: Relay,
    deliver_immediately: Callable[[Message], DeliveryOutcome],
) -> Ports:
    """Return the ports; each read has its own transaction."""
    return Ports(
        begin=begin,
        cache=cache,
        reader=SqlOrderReader(engine),
        search=SqlOrderSearch(engine),
        refunds=SqlRefundSearch(engine),
        notifications=SqlNotificationLog(engine),
        carriers=carriers,
        relay=relay,
        deliver_immediately=deliver_immediately,
    )
