"""Update a fulfillment's status or tracking."""

from collections.abc import Mapping

from attrs import evolve, field, frozen
from returns.result import Failure, Result

from seller_orders.application.commands.create_fulfillment import FulfilledOrder
from seller_orders.application.idempotency import IdempotencyKey
from seller_orders.application.order_changes import ChangeFactory, change_order
from seller_orders.application.ports.order_cache import OrderCache
from seller_orders.application.ports.unit_of_work import BeginUnitOfWork
from seller_orders.domain.fulfillment import FulfillmentStatus
from seller_orders.domain.fulfillment_policy import ensure_fulfillment_moves
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import FulfillmentNotFound, Refusal
from seller_orders.domain.values import Tracking


@frozen(kw_only=True)
class UpdateFulfillment:
    """Set a fulfillment's status (None: unchanged), its tracking (``awb``, ``url``), or both.

    ``more_tracking`` replaces the tracking numbers beyond the first; None keeps them.
    ``notify_customer`` notifies of a delivery, or of new tracking if the status stays as it is.

    Refusals: order_not_found, version_mismatch, fulfillment_not_found, fulfillment_is_final,
    transition_not_allowed, units_in_return.

    >>> ship = CreateFulfillment(
    ...     domain_id="dom_1",
    ...     order_id="ord_1",
    ...     by="erp",
    ...     shipment=Shipment(items=(ItemQuantity("line_1", 2),)),
    ... )
    >>> shipped = orders.create_fulfillment(ship).unwrap()
    >>> bring = UpdateFulfillment(
    ...     domain_id="dom_1",
    ...     order_id="ord_1",
    ...     fulfillment_id=shipped.fulfillment.id,
    ...     by="courier",
    ...     status=FulfillmentStatus.DELIVERED,
    ...     tracking={"awb": "1Z999"},
    ... )
    >>> brought = orders.update_fulfillment(bring).unwrap().fulfillment
    >>> str(brought.status), brought.shipment.tracking.awb
    ('delivered', '1Z999')
    """

    domain_id: str
    order_id: str
    fulfillment_id: str
    by: str
    status: FulfillmentStatus | None = None
    tracking: Mapping[str, str | None] = field(factory=dict, hash=False)
    more_tracking: tuple[Tracking, ...] | None = None
    notify_customer: bool = False
    expected_versions: frozenset[int] | None = None
    idempotency_key: IdempotencyKey | None = None


@frozen(kw_only=True)
class UpdateFulfillmentHandler:
    """Updates fulfillments, also of closed orders."""

    begin: BeginUnitOfWork
    cache: OrderCache
    changes: ChangeFactory

    def __call__(self, command: UpdateFulfillment) -> Result[FulfilledOrder, Refusal]:
        """Return the changed fulfillment and order."""
        return change_order(self, command, self.decide, lambda done: done.order, notifies=True)

    def decide(self, order: Order, command: UpdateFulfillment) -> Result[FulfilledOrder, Refusal]:
        """Find the fulfillment and change it if its status allows that."""
        current = order.fulfillment(command.fulfillment_id)
        if current is None:
            return Failure(FulfillmentNotFound(command.fulfillment_id))
        status = current.status if command.status is None else command.status
        tracking = evolve(current.shipment.tracking, **command.tracking)
        notify = command.notify_customer and status in {current.status, FulfillmentStatus.DELIVERED}
        change = self.changes.new_change(order, command.by, notify=notify)
        moved = ensure_fulfillment_moves(order, current, status).map(
            lambda allowed: order.update_fulfillment(
                current, allowed, tracking, change, more_tracking=command.more_tracking
            )
        )
        return moved.map(lambda after: FulfilledOrder.of(after, current.id))
