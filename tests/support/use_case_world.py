"""All use cases on fakes, with their effects visible to tests."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Final, TypeVar

from attrs import define, field, frozen

from seller_orders.adapters.outbound.memory.order_cache import MemoryOrderCache
from seller_orders.adapters.shared.wire.json_codec import encode
from seller_orders.application.commands.add_comment import AddCommentHandler
from seller_orders.application.commands.assign_order import AssignOrderHandler
from seller_orders.application.commands.bulk_update import BulkUpdateHandler
from seller_orders.application.commands.cancel_items import CancelItemsHandler
from seller_orders.application.commands.cancel_order import CancelOrderHandler
from seller_orders.application.commands.create_fulfillment import CreateFulfillmentHandler
from seller_orders.application.commands.create_order import CreateOrderHandler
from seller_orders.application.commands.create_refund import CreateRefundHandler
from seller_orders.application.commands.create_return import CreateReturnHandler
from seller_orders.application.commands.deliver_event_batch import DeliverEventBatch
from seller_orders.application.commands.deliver_events import DeliverEvents
from seller_orders.application.commands.deliver_messages import DeliverMessagesHandler
from seller_orders.application.commands.edit_order import EditOrderHandler
from seller_orders.application.commands.erase_customer import EraseCustomerHandler
from seller_orders.application.commands.erase_orders import EraseOrdersHandler
from seller_orders.application.commands.hold_order import HoldOrderHandler
from seller_orders.application.commands.import_orders import ImportOrdersHandler
from seller_orders.application.commands.reap import ReapHandler
from seller_orders.application.commands.receive_return import ReceiveReturnHandler
from seller_orders.application.commands.record_lateness import RecordLatenessHandler
from seller_orders.application.commands.release_expired_holds import ReleaseExpiredHoldsHandler
from seller_orders.application.commands.release_hold import ReleaseHoldHandler
from seller_orders.application.commands.report_shipment import ReportShipmentHandler
from seller_orders.application.commands.track_shipment import TrackShipmentHandler
from seller_orders.application.commands.update_attributes import UpdateAttributesHandler
from seller_orders.application.commands.update_external_ids import UpdateExternalIdsHandler
from seller_orders.application.commands.update_fulfillment import UpdateFulfillmentHandler
from seller_orders.application.commands.update_payment import UpdatePaymentHandler
from seller_orders.application.commands.update_refund import UpdateRefundHandler
from seller_orders.application.commands.update_return import UpdateReturnHandler
from seller_orders.application.commands.update_status import UpdateStatusHandler
from seller_orders.application.events.consumers import EventConsumer, NoDomainConsumers
from seller_orders.application.events.scout import EventScout
from seller_orders.application.installation_carriers import InstallationCarriers
from seller_orders.application.message_handlers.carrier import DeliverCarrierRequest
from seller_orders.application.message_handlers.event import DeliverEvent
from seller_orders.application.message_handlers.refund import DeliverRefundRequest
from seller_orders.application.notification_channels import (
    NotificationChannel,
    standard_channel,
)
from seller_orders.application.order_changes import ChangeFactory
from seller_orders.application.outbox_messages import Channel, Message
from seller_orders.application.ports.domain_settings import DomainSettingsReader
from seller_orders.application.ports.order_cache import CachedOrder, OrderKey
from seller_orders.application.queries.get_order import GetOrderHandler
from seller_orders.application.queries.list_order_actions import OrderActionsHandler
from seller_orders.application.queries.list_orders import ListOrdersHandler
from seller_orders.application.settings.installation_settings import InstallationSettings
from seller_orders.application.step_observers import observing
from seller_orders.domain.domain_settings import DomainSettings
from seller_orders.domain.order import Order
from seller_orders.domain.values import Customer
from seller_orders.testing import sample_order
from seller_orders.testing.clock import SettableClock
from seller_orders.testing.fakes.carrier import CollectingCarrier
from seller_orders.testing.fakes.customer_orders import MemoryCustomerOrders
from seller_orders.testing.fakes.delivery import CollectingDelivery
from seller_orders.testing.fakes.due_changes import MemoryDueChanges
from seller_orders.testing.fakes.event_cursors import MemoryEventCursors
from seller_orders.testing.fakes.event_log import MemoryEventLog
from seller_orders.testing.fakes.event_publisher import CollectingPublisher
from seller_orders.testing.fakes.id_generator import CountingIds
from seller_orders.testing.fakes.notification_sender import CollectingSender
from seller_orders.testing.fakes.order_reader import MemoryOrderReader
from seller_orders.testing.fakes.order_search import MemoryOrderSearch
from seller_orders.testing.fakes.outbox_queue import MemoryOutboxQueue
from seller_orders.testing.fakes.payment_provider import ConfigurablePaymentProvider
from seller_orders.testing.fakes.reaper import MemoryReaper
from seller_orders.testing.fakes.relay import CountingRelay
from seller_orders.testing.fakes.store import MemoryStore

Handler = TypeVar("Handler")

CUSTOMER_CHANNELS: Final = (Channel.EMAIL, Channel.SMS, Channel.LOG)


class WitnessingCache(MemoryOrderCache):
    """The real cache; records the committed version at each invalidation."""

    def __init__(self, store: MemoryStore) -> None:
        super().__init__(600)
        self._store = store
        self.invalidations: list[tuple[str, int, int]] = []

    def invalidate(self, key: OrderKey, version: int) -> bool:
        order = self._store.committed.orders[key.domain_id, key.order_id]
        self.invalidations.append((key.order_id, version, order.version))
        return super().invalidate(key, version)


@frozen
class Steps:
    """Names of observed steps, and the committed version at the start of each."""

    names: list[str] = field(factory=list)
    versions: list[int] = field(factory=list)


_THREADS: Final = ThreadPoolExecutor(4)


@define
class World:
    """A store with one domain, ``dom_1``, and the use cases on it."""

    channels: tuple[str, ...] = (Channel.EMAIL, Channel.SMS)
    settings: DomainSettingsReader = field(factory=InstallationSettings)
    clock: SettableClock = field(factory=SettableClock)
    ids: CountingIds = field(factory=CountingIds)
    sender: CollectingDelivery = field(factory=CollectingDelivery)
    publisher: CollectingPublisher = field(factory=CollectingPublisher)
    provider: ConfigurablePaymentProvider = field(factory=ConfigurablePaymentProvider)
    carrier: CollectingCarrier = field(factory=CollectingCarrier)
    store: MemoryStore = field(init=False)
    cache: WitnessingCache = field(init=False)
    relay: CountingRelay = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.store = MemoryStore(self.clock)
        self.cache = WitnessingCache(self.store)
        self.relay = CountingRelay(self.store)

    @classmethod
    def of(cls, *orders: Order, **fields: Any) -> "World":
        """Return a world with these orders."""
        world = cls(**fields)
        world.keep(*orders)
        return world

    def keep(self, *orders: Order) -> None:
        with self.store.begin("dom_1") as tx:
            tx.orders.add(*orders)
            tx.commit()

    def kept(self, id: str = "ord_1") -> Order:
        return self.store.committed.orders["dom_1", id]

    @property
    def notification_channels(self) -> tuple[NotificationChannel, ...]:
        return tuple(standard_channel(Channel(name), CollectingSender()) for name in self.channels)

    @property
    def notifications(self) -> list[Message]:
        """Undelivered notifications."""
        return self.waiting_in(*CUSTOMER_CHANNELS)

    @property
    def carriers(self) -> InstallationCarriers:
        return InstallationCarriers({"fast": self.carrier})

    @property
    def carrier_requests(self) -> list[Message]:
        """Undelivered requests to carriers."""
        return self.waiting_in(Channel.CARRIER)

    @property
    def events(self) -> list[Message]:
        """Undelivered events."""
        state = self.store.committed
        cursor = state.cursors.get(("dom_1", Channel.EVENT))
        finished = 0 if cursor is None else cursor.number
        return [event for number, event in state.events.items() if number > finished]

    @property
    def refund_requests(self) -> list[Message]:
        """Undelivered requests to the payment provider."""
        return self.waiting_in(Channel.PAYMENT)

    def waiting_in(self, *channels: str) -> list[Message]:
        return [each for each in self.store.committed.undelivered if each.channel in channels]

    @contextmanager
    def steps(self, order_id: str = "ord_1") -> Iterator[Steps]:
        """Record the steps of this block."""
        taken = Steps()

        @contextmanager
        def observer(name: str) -> Iterator[None]:
            taken.names.append(name)
            order = self.store.committed.orders.get(("dom_1", order_id))
            taken.versions.append(order.version if order else 0)
            yield

        with observing(observer):
            yield taken

    def is_cached(self, id: str = "ord_1") -> bool:
        with self.cache.slot(OrderKey("dom_1", id)) as slot:
            return slot.get() is not None

    def cache_order(self, id: str = "ord_1") -> None:
        with self.cache.slot(OrderKey("dom_1", id)) as slot:
            slot.get()
            slot.put(CachedOrder(self.kept(id).version, b"{}"))

    @property
    def changes(self) -> ChangeFactory:
        return ChangeFactory(clock=self.clock, ids=self.ids, channels=self.notification_channels)

    @property
    def reader(self) -> MemoryOrderReader:
        return MemoryOrderReader(self.store)

    @property
    def update_status(self) -> UpdateStatusHandler:
        return self._wired(UpdateStatusHandler, settings=self.settings)

    @property
    def create_fulfillment(self) -> CreateFulfillmentHandler:
        return self._wired(
            CreateFulfillmentHandler,
            ids=self.ids,
            carriers=self.carriers,
            deliver_immediately=self.deliver_messages.deliver_immediately,
        )

    @property
    def update_fulfillment(self) -> UpdateFulfillmentHandler:
        return self._wired(UpdateFulfillmentHandler)

    @property
    def report_shipment(self) -> ReportShipmentHandler:
        return self._wired(ReportShipmentHandler)

    @property
    def track_shipment(self) -> TrackShipmentHandler:
        return TrackShipmentHandler(
            reader=self.reader, carriers=self.carriers, report=self.report_shipment
        )

    @property
    def update_attributes(self) -> UpdateAttributesHandler:
        return self._wired(UpdateAttributesHandler)

    @property
    def update_external_ids(self) -> UpdateExternalIdsHandler:
        return self._wired(UpdateExternalIdsHandler)

    @property
    def update_payment(self) -> UpdatePaymentHandler:
        return self._wired(UpdatePaymentHandler, ids=self.ids)

    @property
    def cancel_order(self) -> CancelOrderHandler:
        return self._wired(CancelOrderHandler, ids=self.ids, settings=self.settings)

    @property
    def hold_order(self) -> HoldOrderHandler:
        return self._wired(HoldOrderHandler, ids=self.ids)

    @property
    def release_hold(self) -> ReleaseHoldHandler:
        return self._wired(ReleaseHoldHandler)

    @property
    def cancel_items(self) -> CancelItemsHandler:
        return self._wired(CancelItemsHandler, ids=self.ids, settings=self.settings)

    @property
    def edit_order(self) -> EditOrderHandler:
        return self._wired(EditOrderHandler)

    @property
    def bulk_update(self) -> BulkUpdateHandler:
        return self._wired(
            BulkUpdateHandler, ids=self.ids, settings=self.settings, relay=self.relay
        )

    @property
    def create_order(self) -> CreateOrderHandler:
        return CreateOrderHandler(
            begin=self.store.begin,
            cache=self.cache,
            clock=self.clock,
            ids=self.ids,
            settings=self.settings,
        )

    @property
    def add_comment(self) -> AddCommentHandler:
        return self._wired(AddCommentHandler)

    @property
    def assign_order(self) -> AssignOrderHandler:
        return self._wired(AssignOrderHandler)

    @property
    def import_orders(self) -> ImportOrdersHandler:
        return ImportOrdersHandler(
            begin=self.store.begin, clock=self.clock, ids=self.ids, settings=self.settings
        )

    @property
    def create_refund(self) -> CreateRefundHandler:
        return self._wired(CreateRefundHandler, ids=self.ids)

    @property
    def update_refund(self) -> UpdateRefundHandler:
        return self._wired(UpdateRefundHandler)

    @property
    def create_return(self) -> CreateReturnHandler:
        return self._wired(CreateReturnHandler, ids=self.ids, settings=self.settings)

    @property
    def update_return(self) -> UpdateReturnHandler:
        return self._wired(UpdateReturnHandler)

    @property
    def receive_return(self) -> ReceiveReturnHandler:
        return self._wired(ReceiveReturnHandler, settings=self.settings)

    @property
    def queue(self) -> MemoryOutboxQueue:
        return MemoryOutboxQueue(self.store)

    @property
    def deliver_messages(self) -> DeliverMessagesHandler:
        event = DeliverEvent(cache=self.cache, publisher=self.publisher)
        payment = DeliverRefundRequest(provider=self.provider, settle=self.update_refund)
        carrier = DeliverCarrierRequest(
            carriers=self.carriers, reader=self.reader, report=self.report_shipment
        )
        return DeliverMessagesHandler(
            queue=self.queue,
            deliver=dict.fromkeys(CUSTOMER_CHANNELS, self.sender.send)
            | {Channel.EVENT: event, Channel.PAYMENT: payment, Channel.CARRIER: carrier},
            clock=self.clock,
            jitter=lambda: 1.0,
            deliver_events=self._event_delivery(event),
        )

    def _event_delivery(self, deliver: Callable[[Message], None]) -> DeliverEvents:
        log, cursors = MemoryEventLog(self.store), MemoryEventCursors(self.store)
        return DeliverEvents(
            scout=EventScout(
                log=log,
                cursors=cursors,
                consumers=[EventConsumer(Channel.EVENT, deliver)],
                domain_consumers=NoDomainConsumers(),
            ),
            deliver_batch=DeliverEventBatch(
                log=log,
                cursors=cursors,
                clock=self.clock,
                jitter=lambda: 1.0,
                threads=_THREADS,
            ),
            queue=self.queue,
            clock=self.clock,
            threads=_THREADS,
        )

    @property
    def reap(self) -> ReapHandler:
        return ReapHandler(
            reaper=MemoryReaper(self.store),
            due=MemoryDueChanges(self.store),
            release_expired_holds=self._wired(ReleaseExpiredHoldsHandler),
            record_lateness=self._wired(RecordLatenessHandler),
            clock=self.clock,
        )

    @property
    def erase_orders(self) -> EraseOrdersHandler:
        return self._wired(EraseOrdersHandler)

    @property
    def erase_customer(self) -> EraseCustomerHandler:
        return EraseCustomerHandler(
            begin=self.store.begin,
            customers=MemoryCustomerOrders(self.store),
            reader=self.reader,
            erase_orders=self.erase_orders,
        )

    @property
    def get_order(self) -> GetOrderHandler:
        return GetOrderHandler(cache=self.cache, reader=self.reader, encode=encode)

    @property
    def list_orders(self) -> ListOrdersHandler:
        return ListOrdersHandler(
            search=MemoryOrderSearch(self.store), clock=self.clock, settings=self.settings
        )

    @property
    def order_actions(self) -> OrderActionsHandler:
        return OrderActionsHandler(reader=self.reader, clock=self.clock, settings=self.settings)

    def _wired(self, kind: Callable[..., Handler], **others: Any) -> Handler:
        return kind(begin=self.store.begin, cache=self.cache, changes=self.changes, **others)


def installed(**sections: Any) -> InstallationSettings:
    """Return a reader of these sections, for every domain."""
    return InstallationSettings(DomainSettings(**sections))


def reachable(status: str = "pending", **fields: Any) -> Order:
    """Return the sample order of a customer with e-mail address and phone."""
    customer = Customer(id="cus_1", name="Anjali", email="a@example.com", phone="+91")
    return sample_order.order(status, **{"customer": customer} | fields)
