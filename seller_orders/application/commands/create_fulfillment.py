"""Create a fulfillment."""

from collections.abc import Callable
from typing import Self

from attrs import evolve, frozen
from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from seller_orders.application.idempotency import (
    IdempotencyKey,
    claim_key,
    commit_outcome,
    replace_outcome,
)
from seller_orders.application.message_factory import carrier_requests
from seller_orders.application.order_changes import (
    ChangeFactory,
    invalidate_cache,
    lock_order,
    save_change,
    send_notification,
)
from seller_orders.application.outbox_messages import Message
from seller_orders.application.ports.carrier_directory import CarrierDirectory, DomainCarriers
from seller_orders.application.ports.id_generator import IdGenerator
from seller_orders.application.ports.order_cache import OrderCache
from seller_orders.application.ports.outbox import DeliveryOutcome, Failed
from seller_orders.application.ports.unit_of_work import (
    BeginUnitOfWork,
    OutcomeUnknownError,
    StoreUnavailableError,
    UnitOfWork,
)
from seller_orders.application.step_observers import step, unobserved
from seller_orders.domain.fulfillment import Fulfillment, Shipment
from seller_orders.domain.fulfillment_policy import ensure_fulfillable
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import Refusal, UnknownProvider
from seller_orders.domain.timeline import Change
from seller_orders.domain.values import Tracking


@frozen(kw_only=True)
class CreateFulfillment:
    """Ship units of lines. A shipment with a provider_id is booked with that carrier.

    Refusals: order_not_found, version_mismatch, order_is_closed, unknown_item, duplicate_item,
    on_hold, quantity_exceeds_remaining, unknown_provider.

    >>> one = Shipment(items=(ItemQuantity("line_1", 1),), tracking=Tracking(awb="1Z999"))
    >>> ship = CreateFulfillment(domain_id="dom_1", order_id="ord_1", by="erp", shipment=one)
    >>> str(orders.create_fulfillment(ship).unwrap().order.fulfillment_status)
    'partial'
    >>> three = evolve(ship, shipment=Shipment(items=(ItemQuantity("line_1", 3),)))
    >>> orders.create_fulfillment(three).failure().message
    '1 of line_1 remain (2 ordered, 1 fulfilled), and 3 were requested.'
    """

    domain_id: str
    order_id: str
    by: str
    shipment: Shipment
    notify_customer: bool = False
    expected_versions: frozenset[int] | None = None
    dry_run: bool = False
    idempotency_key: IdempotencyKey | None = None


@frozen
class FulfilledOrder:
    """An order and its created or changed fulfillment."""

    order: Order
    fulfillment: Fulfillment

    @classmethod
    def of(cls, order: Order, fulfillment_id: str) -> Self:
        """Return the order with the fulfillment of this id, which must exist."""
        fulfillment = order.fulfillment(fulfillment_id)
        assert fulfillment is not None, "a fulfillment is never removed"
        return cls(order, fulfillment)


@frozen(kw_only=True)
class CreateFulfillmentHandler:
    """Handler of CreateFulfillment."""

    begin: BeginUnitOfWork
    cache: OrderCache
    changes: ChangeFactory
    ids: IdGenerator
    carriers: DomainCarriers
    deliver_immediately: Callable[[Message], DeliveryOutcome]

    def __call__(self, command: CreateFulfillment) -> Result[FulfilledOrder, Refusal]:
        """Return the new fulfillment and the changed order."""
        carriers = self.carriers.of(command.domain_id)
        with self.begin(command.domain_id) as tx:
            claim_key(tx, command, self.cache)
            decision = self.validate_items(tx, command, carriers)
            if not is_successful(decision):
                return commit_outcome(tx, command, Failure(decision.failure()))
            before = decision.unwrap()
            change = self.changes.new_change(before, command.by, notify=command.notify_customer)
            fulfillment = self.create_shipment(command, change)
            after = self.update_fulfillment_status(tx, before, fulfillment, change)
            send_notification(tx, before, after)
            outcome = Success(FulfilledOrder(after, fulfillment))
            if command.dry_run:
                return outcome
            commit_outcome(tx, command, outcome, after)

        invalidate_cache(self.cache, after)
        return self._book(command, before, outcome)

    @step
    def validate_items(
        self, tx: UnitOfWork, command: CreateFulfillment, carriers: CarrierDirectory
    ) -> Result[Order, Refusal]:
        """Lock the order; refuse unknown or held lines, more than remains, unknown carriers."""
        found = lock_order(tx, command)
        return found.bind(
            lambda order: (
                ensure_fulfillable(order, command.shipment.items, self.changes.clock.now())
                .bind(lambda _: _ensure_carrier(command.shipment, carriers))
                .map(lambda _: order)
            )
        )

    @step
    def create_shipment(self, command: CreateFulfillment, change: Change) -> Fulfillment:
        """Create the fulfillment; if a carrier ships it, the carrier supplies the tracking."""
        shipment = command.shipment
        if shipment.provider_id is not None:
            shipment = evolve(shipment, tracking=Tracking(), more_tracking=())
        return Fulfillment(
            id=self.ids.new("ful_"), shipment=shipment, created_at=change.at, updated_at=change.at
        )

    @step
    def update_fulfillment_status(
        self, tx: UnitOfWork, order: Order, fulfillment: Fulfillment, change: Change
    ) -> Order:
        """Add the fulfillment to the order and save it, with the request to its carrier."""
        after = order.add_fulfillment(fulfillment, change)
        save_change(tx, order, after)
        return after

    def _book(
        self, command: CreateFulfillment, before: Order, done: Success[FulfilledOrder]
    ) -> Result[FulfilledOrder, Refusal]:
        """Book the committed fulfillment at its carrier, and return it with the carrier's response.

        If the carrier does not answer in time, the relay retries, and the result is unchanged.
        """
        created = done.unwrap()
        booking = next(iter(carrier_requests(before, created.order)), None)
        # The relay delivers an order's bookings in sequence, and an earlier one is waiting.
        is_after_another = any(each.awaits_booking for each in before.fulfillments)
        if booking is None or is_after_another:
            return done
        try:
            with unobserved():
                outcome = self.deliver_immediately(booking)
            if isinstance(outcome, Failed) and outcome.due_at is not None:
                return done
            with self.begin(command.domain_id) as tx:
                found = tx.orders.get(command.domain_id, command.order_id)
                settled = found.map(lambda now: FulfilledOrder.of(now, created.fulfillment.id))
                replace_outcome(tx, command, settled, settled.unwrap().order)
        except OutcomeUnknownError:
            raise
        except StoreUnavailableError:
            return done
        return settled


def _ensure_carrier(shipment: Shipment, carriers: CarrierDirectory) -> Result[None, Refusal]:
    provider_id = shipment.provider_id
    if provider_id is None or carriers.get(provider_id) is not None:
        return Success(None)
    return Failure(UnknownProvider.named(provider_id))
