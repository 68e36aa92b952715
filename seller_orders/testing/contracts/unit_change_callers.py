"""Callers of the use cases that change units of one order."""

from collections.abc import Callable
from decimal import Decimal
from time import monotonic, sleep
from typing import Any, Final
from uuid import uuid4

from attrs import Factory, evolve, field, frozen
from returns.result import Failure, Result, Success

from seller_orders.adapters.outbound.memory.no_order_cache import NoOrderCache
from seller_orders.application.commands.bulk_actions import FulfillRemaining
from seller_orders.application.commands.bulk_update import (
    BulkReport,
    BulkUpdate,
    BulkUpdateHandler,
)
from seller_orders.application.commands.cancel_items import CancelItems, CancelItemsHandler
from seller_orders.application.commands.cancel_order import CancelOrder, CancelOrderHandler
from seller_orders.application.commands.create_fulfillment import (
    CreateFulfillment,
    CreateFulfillmentHandler,
)
from seller_orders.application.commands.create_order import CreateOrder, CreateOrderHandler
from seller_orders.application.commands.create_refund import CreateRefund, CreateRefundHandler
from seller_orders.application.commands.edit_order import EditOrder, EditOrderHandler
from seller_orders.application.commands.hold_order import HoldOrder, HoldOrderHandler
from seller_orders.application.commands.release_expired_holds import (
    ReleaseExpiredHolds,
    ReleaseExpiredHoldsHandler,
)
from seller_orders.application.idempotency import RequestInProgressError
from seller_orders.application.installation_carriers import InstallationCarriers
from seller_orders.application.order_changes import ChangeFactory
from seller_orders.application.outbox_messages import Message
from seller_orders.application.ports.outbox import DeliveryOutcome
from seller_orders.application.ports.unit_of_work import WriteConflictError
from seller_orders.application.settings.installation_settings import InstallationSettings
from seller_orders.domain.fulfillment import Shipment
from seller_orders.domain.hold import HoldReason, HoldRequest
from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.order_edit import LineEdit, OrderEdit
from seller_orders.domain.refusals import Refusal
from seller_orders.testing import sample_order
from seller_orders.testing.fakes.relay import WakeCounter
from seller_orders.testing.sample_order import cancellation_request, item_cancellation
from seller_orders.testing.store import Store
from seller_orders.testing.strategies import draft_of

OF_ONE: Final[dict[str, Any]] = {"domain_id": "dom_1", "order_id": "ord_1", "by": "key:1"}
TOO_LONG_S: Final = 60.0
PAUSE_S: Final = 0.005

Call = Callable[[], Result[Any, Refusal]]


@frozen
class _RandomIds:
    """Ids that threads may ask for at once."""

    def new(self, prefix: str) -> str:
        return f"{prefix}{uuid4()}"

    def secret(self) -> str:
        return self.new("secret-")


@frozen
class Callers:
    """Calls of the use cases on a store; each is repeated while other writers win."""

    store: Store
    wiring: dict[str, Any] = field(
        default=Factory(
            lambda self: {
                "begin": self.store.begin,
                "cache": NoOrderCache(),
                "changes": ChangeFactory(clock=self.store.clock, ids=_RandomIds(), channels=()),
                "ids": _RandomIds(),
            },
            takes_self=True,
        )
    )

    def cancel_items(self, quantity: int, **fields: Any) -> Call:
        request = item_cancellation({"pasta": quantity}, refund=True, restock=True)
        command = CancelItems(**OF_ONE, request=request, **fields)
        return lambda: repeated(
            CancelItemsHandler(**self.wiring, settings=InstallationSettings()), command
        )

    def edit(self, quantity: int, **fields: Any) -> Call:
        wanted = OrderEdit(items=(LineEdit(id="pasta", quantity=quantity),))
        command = EditOrder(**OF_ONE, edit=wanted, **fields)
        wiring = {name: part for name, part in self.wiring.items() if name != "ids"}
        return lambda: repeated(EditOrderHandler(**wiring), command)

    def refund_units(self, quantity: int) -> Call:
        command = CreateRefund(**OF_ONE, items=(ItemQuantity("pasta", quantity),))
        return lambda: repeated(CreateRefundHandler(**self.wiring), command)

    def refund(self, amount: int) -> Call:
        command = CreateRefund(**OF_ONE, amount=Decimal(amount))
        return lambda: repeated(CreateRefundHandler(**self.wiring), command)

    def cancel(self) -> Call:
        request = cancellation_request(refund=True, restock=True)
        command = CancelOrder(**OF_ONE, request=request)
        return lambda: repeated(
            CancelOrderHandler(**self.wiring, settings=InstallationSettings()), command
        )

    def replace(self, order_id: str = "ord_1", new_id: str | None = None) -> Call:
        draft = evolve(
            draft_of(sample_order.order()), order_id=new_id, order_number=None, replaces=order_id
        )
        command = CreateOrder(domain_id="dom_1", by="key:1", draft=draft)
        wiring = {name: self.wiring[name] for name in ("begin", "cache", "ids")}
        handler = CreateOrderHandler(
            **wiring, clock=self.store.clock, settings=InstallationSettings()
        )
        return lambda: repeated(handler, command)

    def fulfill(self, quantity: int) -> Call:
        shipment = Shipment(items=(ItemQuantity("pasta", quantity),))
        command = CreateFulfillment(**OF_ONE, shipment=shipment)
        handler = CreateFulfillmentHandler(
            **self.wiring, carriers=InstallationCarriers({}), deliver_immediately=_nothing_is_booked
        )
        return lambda: repeated(handler, command)

    def fulfill_the_rest(self) -> Call:
        command = BulkUpdate(
            domain_id="dom_1", order_ids=("ord_1",), by="key:1", action=FulfillRemaining()
        )
        handler = BulkUpdateHandler(
            **self.wiring, settings=InstallationSettings(), relay=WakeCounter()
        )
        return lambda: repeated(handler, command).bind(_of_the_order)

    def hold(self, **fields: Any) -> Call:
        command = HoldOrder(**OF_ONE, request=HoldRequest(reason=HoldReason.OTHER, **fields))
        return lambda: repeated(HoldOrderHandler(**self.wiring), command)

    def release_expired_holds(self) -> Call:
        command = ReleaseExpiredHolds(domain_id="dom_1", order_id="ord_1")
        wiring = {name: each for name, each in self.wiring.items() if name != "ids"}
        return lambda: repeated(ReleaseExpiredHoldsHandler(**wiring), command)


def _of_the_order(report: BulkReport) -> Result[BulkReport, Refusal]:
    """Return the refusal of the one order of a bulk update, if it refused."""
    return Failure(report.failed[0].refusal) if report.failed else Success(report)


def _nothing_is_booked(_: Message) -> DeliveryOutcome:
    raise AssertionError("no carrier is involved")


def repeated(handler: Callable[[Any], Result[Any, Refusal]], command: Any) -> Result[Any, Refusal]:
    """Call a handler, and repeat it while other writers win."""
    stop_at = monotonic() + TOO_LONG_S
    while monotonic() < stop_at:
        try:
            return handler(command)
        except (WriteConflictError, RequestInProgressError):
            sleep(PAUSE_S)
    raise AssertionError(f"other writers won for {TOO_LONG_S} s")
