"""Composition of the delivery of messages and events."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from random import random
from typing import Final

from attrs import evolve, frozen
from sqlalchemy import Engine

from seller_orders.adapters.outbound.sql.connection.database_clock import DatabaseClock
from seller_orders.adapters.outbound.sql.outbox.outbox_queue import SqlOutboxQueue
from seller_orders.adapters.outbound.sql.refunds.manual_refunds import SqlManualRefunds
from seller_orders.application.commands.deliver_event_batch import ORDERS_AT_ONCE
from seller_orders.application.commands.deliver_messages import Deliver, DeliverMessagesHandler
from seller_orders.application.concurrent_runs import map_concurrently
from seller_orders.application.events.consumers import (
    DeliverToDomainConsumer,
    EventConsumer,
)
from seller_orders.application.message_handlers.carrier import DeliverCarrierRequest
from seller_orders.application.message_handlers.event import DeliverEvent, RepeatInvalidation
from seller_orders.application.message_handlers.notification import DeliverNotification
from seller_orders.application.message_handlers.refund import DeliverRefundRequest
from seller_orders.application.order_changes import ChangeFactory
from seller_orders.application.outbox_messages import CACHE_CHANNEL, Channel, Message
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.event_publisher import EventPublisher
from seller_orders.application.ports.outbox import DeliveryOutcome
from seller_orders.application.ports.payment_provider import PaymentProvider
from seller_orders.application.use_cases import MerchantOperations
from seller_orders.application.webhooks.attempts import WebhookAttempts
from seller_orders.application.webhooks.consumers import WebhookConsumers
from seller_orders.bootstrap.event_delivery import event_delivery, installation_consumers
from seller_orders.bootstrap.event_publisher import event_publisher
from seller_orders.bootstrap.extensions import Extensions
from seller_orders.bootstrap.external_services import restock_delivery
from seller_orders.bootstrap.merchant_use_cases import Ports
from seller_orders.bootstrap.webhook_operations import webhook_attempts, webhook_consumers
from seller_orders.settings import Settings

_SENDER_THREADS: Final = 8
_EVENT_THREADS: Final = 32


@frozen(kw_only=True)
class Delivery:
    """The use case that delivers messages and events, and its parts that other use cases share."""

    clock: Clock
    consumers: Sequence[EventConsumer]
    endpoints: WebhookConsumers
    attempts: WebhookAttempts
    deliver: DeliverMessagesHandler

    def deliver_immediately(self, clock: Clock) -> Callable[[Message], DeliveryOutcome]:
        """Return the delivery of a message whose due time was set by ``clock``."""
        return evolve(self.deliver, clock=clock).deliver_immediately


def message_handlers(
    engine: Engine,
    ports: Ports,
    changes: ChangeFactory,
    operations: MerchantOperations,
    publisher: EventPublisher | None,
    payments: PaymentProvider | None,
    settings: Settings,
    clock: Clock,
) -> dict[str, Deliver]:
    """Return what delivers the messages of each channel.

    Refunds wait to be settled by hand without ``payments``. Units are given back by messages only
    if the inventory is an external service.
    """
    handlers: dict[str, Deliver] = {
        **{
            each.name: DeliverNotification(reader=ports.reader, sender=each.sender, clock=clock)
            for each in changes.channels
        },
        Channel.EVENT: DeliverEvent(cache=ports.cache, publisher=publisher),
        CACHE_CHANNEL: RepeatInvalidation(cache=ports.cache),
        Channel.PAYMENT: DeliverRefundRequest(
            provider=payments or SqlManualRefunds(engine, changes.clock),
            settle=operations.update_refund,
        ),
        Channel.CARRIER: DeliverCarrierRequest(
            carriers=ports.carriers, reader=ports.reader, report=operations.report_shipment
        ),
    }
    if settings.inventory is not None:
        handlers[Channel.INVENTORY] = restock_delivery(settings.inventory)
    return handlers


def message_delivery(
    engine: Engine,
    ports: Ports,
    changes: ChangeFactory,
    operations: MerchantOperations,
    settings: Settings,
    extensions: Extensions,
) -> Delivery:
    """Return the delivery, which has its own threads. The database's clock says what is due."""
    clock = DatabaseClock(engine)
    publisher = extensions.events or event_publisher(settings, clock)
    handlers = message_handlers(
        engine, ports, changes, operations, publisher, extensions.payments, settings, clock
    )
    consumers = installation_consumers(
        ports.cache, publisher, is_cache_shared=settings.redis_url is not None
    )
    attempts = webhook_attempts(settings, clock, changes.ids)
    endpoints = webhook_consumers(engine, attempts, changes.clock)
    deliver = deliver_messages(engine, handlers, consumers, endpoints, clock)
    return Delivery(
        clock=clock, consumers=consumers, endpoints=endpoints, attempts=attempts, deliver=deliver
    )


def deliver_messages(
    engine: Engine,
    handlers: Mapping[str, Deliver],
    consumers: Sequence[EventConsumer],
    endpoints: WebhookConsumers,
    clock: Clock,
) -> DeliverMessagesHandler:
    """Return the use case that delivers messages by their channel's handler, and events."""
    threads = ThreadPoolExecutor(_SENDER_THREADS, "sender")
    event_threads = ThreadPoolExecutor(_EVENT_THREADS, "event-sender")
    return DeliverMessagesHandler(
        queue=SqlOutboxQueue(engine),
        deliver=handlers,
        clock=clock,
        jitter=random,
        deliver_events=event_delivery(engine, clock, consumers, endpoints, event_threads),
        deliver_to_consumer=DeliverToDomainConsumer(endpoints),
        map_messages=threads.map,
        map_events=partial(map_concurrently, event_threads, ORDERS_AT_ONCE),
    )
