"""Approve, reject, close or cancel a return."""

from attrs import frozen
from returns.result import Result

from seller_orders.application.commands.create_return import ReturnedOrder
from seller_orders.application.idempotency import IdempotencyKey
from seller_orders.application.order_changes import ChangeFactory, change_order
from seller_orders.application.ports.order_cache import OrderCache
from seller_orders.application.ports.unit_of_work import BeginUnitOfWork
from seller_orders.application.step_observers import step
from seller_orders.domain.order import Order
from seller_orders.domain.order_return import Return, ReturnStatus
from seller_orders.domain.refusals import Refusal
from seller_orders.domain.return_change import set_return_status
from seller_orders.domain.return_policy import ensure_return_status
from seller_orders.domain.values import Tracking


@frozen(kw_only=True)
class UpdateReturn:
    """Approve, reject, close or cancel a return.

    ``status`` is approved, rejected, closed or cancelled; ``ReceiveReturn`` makes it received.
    ``tracking`` are all numbers of the parcels that come back; None keeps them.
    ``notify_customer`` notifies of an approval only.

    Refusals: order_not_found, version_mismatch, return_not_found, return_is_final,
    transition_not_allowed.

    >>> sent = Shipment(items=(ItemQuantity("line_1", 2),))
    >>> ship = CreateFulfillment(domain_id="dom_1", order_id="ord_1", by="erp", shipment=sent)
    >>> shipped = orders.create_fulfillment(ship).unwrap()
    >>> hand_over = UpdateStatus(
    ...     domain_id="dom_1", order_id="ord_1", by="erp", status=OrderStatus.SHIPPED
    ... )
    >>> handed_over = orders.update_status(hand_over).unwrap()
    >>> one = ReturnRequest(items=(ReturnRequestItem(id="line_1", quantity=1, reason="unwanted"),))
    >>> request = CreateReturn(domain_id="dom_1", order_id="ord_1", by="erp", request=one)
    >>> approve = UpdateReturn(
    ...     domain_id="dom_1",
    ...     order_id="ord_1",
    ...     return_id=orders.create_return(request).unwrap().return_.id,
    ...     by="erp",
    ...     status=ReturnStatus.APPROVED,
    ...     tracking=(Tracking(awb="1Z999"),),
    ... )
    >>> str(orders.update_return(approve).unwrap().order.return_status)
    'in_progress'
    >>> orders.update_return(evolve(approve, status=ReturnStatus.CLOSED)).failure().code
    'transition_not_allowed'
    """

    domain_id: str
    order_id: str
    return_id: str
    by: str
    status: ReturnStatus
    tracking: tuple[Tracking, ...] | None = None
    notify_customer: bool = False
    expected_versions: frozenset[int] | None = None
    dry_run: bool = False
    idempotency_key: IdempotencyKey | None = None


@frozen(kw_only=True)
class UpdateReturnHandler:
    """Sets the status of a return; repeating it changes nothing."""

    begin: BeginUnitOfWork
    cache: OrderCache
    changes: ChangeFactory

    def __call__(self, command: UpdateReturn) -> Result[ReturnedOrder, Refusal]:
        """Return the changed return and order."""
        return change_order(
            self,
            command,
            self.decide,
            lambda done: done.order,
            dry_run=command.dry_run,
            notifies=True,
        )

    def decide(self, order: Order, command: UpdateReturn) -> Result[ReturnedOrder, Refusal]:
        """Find the return and set its status if the policy allows it."""
        found = self.validate_transition(order, command)
        return found.map(lambda current: self.update_return(order, current, command))

    @step
    def validate_transition(self, order: Order, command: UpdateReturn) -> Result[Return, Refusal]:
        """Return the return, which may get the status."""
        return ensure_return_status(order, command.return_id, command.status)

    @step
    def update_return(self, order: Order, current: Return, command: UpdateReturn) -> ReturnedOrder:
        """Set the status and the tracking; the customer is notified of the approval alone."""
        is_approved = command.status is ReturnStatus.APPROVED is not current.status
        notify = command.notify_customer and is_approved
        change = self.changes.new_change(order, command.by, notify=notify)
        after = set_return_status(order, current, command.status, change, command.tracking)
        return ReturnedOrder.of(after, current.id)
