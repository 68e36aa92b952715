"""Delivery of the event log to its consumers."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from random import random
from time import sleep
from typing import Final

from sqlalchemy import Engine

from seller_orders.adapters.outbound.sql.events.event_cursors import SqlEventCursors
from seller_orders.adapters.outbound.sql.events.event_log import SqlEventLog
from seller_orders.adapters.outbound.sql.outbox.outbox_queue import SqlOutboxQueue
from seller_orders.application.commands.deliver_event_batch import DeliverEventBatch
from seller_orders.application.commands.deliver_events import AT_ONCE, DeliverEvents
from seller_orders.application.events.consumers import DomainConsumers, EventConsumer
from seller_orders.application.events.lags import EventLags
from seller_orders.application.events.scout import EventScout
from seller_orders.application.message_handlers.event import DeliverEvent, RepeatInvalidation
from seller_orders.application.operations.events import EventOperations
from seller_orders.application.outbox_messages import CACHE_CHANNEL, Channel, Message
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.event_log import EventLog
from seller_orders.application.ports.event_publisher import EventPublisher
from seller_orders.application.ports.order_cache import OrderCache
from seller_orders.application.queries.list_events import EventSignal, ListEventsHandler

_BATCHED_WITHIN_S: Final = 0.1
_CONSUMERS: Final = (CACHE_CHANNEL, Channel.EVENT)


def event_delivery(
    engine: Engine,
    clock: Clock,
    consumers: Sequence[EventConsumer],
    domain_consumers: DomainConsumers,
    threads: ThreadPoolExecutor,
) -> DeliverEvents:
    """Return the delivery of events; ``threads`` deliver, and others work off the batches."""
    log, cursors = SqlEventLog(engine), SqlEventCursors(engine)
    listening = {each.id for each in consumers}
    scout = EventScout(
        log=log,
        cursors=cursors,
        consumers=consumers,
        domain_consumers=domain_consumers,
        absent=[name for name in _CONSUMERS if name not in listening],
    )
    return DeliverEvents(
        scout=scout,
        deliver_batch=DeliverEventBatch(
            log=log, cursors=cursors, clock=clock, jitter=random, threads=threads
        ),
        queue=SqlOutboxQueue(engine),
        clock=clock,
        threads=ThreadPoolExecutor(AT_ONCE, "events"),
        pause=partial(sleep, _BATCHED_WITHIN_S),
    )


def installation_consumers(
    cache: OrderCache, publisher: EventPublisher | None, *, is_cache_shared: bool
) -> Sequence[EventConsumer]:
    """Return the consumers of all domains' events: a shared cache, and a publisher."""
    consumers = list[EventConsumer]()
    if is_cache_shared:
        consumers.append(EventConsumer(CACHE_CHANNEL, RepeatInvalidation(cache=cache)))
    if publisher is not None:
        deliver: Callable[[Message], None] = DeliverEvent(cache=cache, publisher=publisher)
        consumers.append(EventConsumer(Channel.EVENT, deliver))
    return consumers


def event_lags(
    engine: Engine, consumers: Sequence[EventConsumer], domain_consumers: DomainConsumers
) -> EventLags:
    """Return what counts the events that the consumers have not finished."""
    return EventLags(
        log=SqlEventLog(engine),
        cursors=SqlEventCursors(engine),
        consumers=consumers,
        domain_consumers=domain_consumers,
    )


def event_operations(log: EventLog, clock: Clock, signal: EventSignal) -> EventOperations:
    """Return the operations on the log; ``signal`` ends the wait for a new event."""
    return EventOperations(list=ListEventsHandler(log=log, clock=clock, signal=signal))
