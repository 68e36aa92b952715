"""Create a return."""

from functools import partial
from typing import Self

from attrs import frozen
from returns.result import Result

from seller_orders.application.idempotency import IdempotencyKey
from seller_orders.application.order_changes import ChangeFactory, change_order
from seller_orders.application.ports.domain_settings import DomainSettingsReader
from seller_orders.application.ports.id_generator import IdGenerator
from seller_orders.application.ports.order_cache import OrderCache
from seller_orders.application.ports.unit_of_work import BeginUnitOfWork
from seller_orders.application.step_observers import step
from seller_orders.domain.domain_settings import DomainSettings
from seller_orders.domain.order import Order
from seller_orders.domain.order_return import Return, ReturnedItem
from seller_orders.domain.refusals import Refusal
from seller_orders.domain.return_change import add_return
from seller_orders.domain.return_policy import ensure_returnable
from seller_orders.domain.return_request import ReturnRequest


@frozen(kw_only=True)
class CreateReturn:
    """Return units that were handed over; the return waits for approval.

    It moves no money and no stock. Refunds may name its id.

    Refusals: order_not_found, version_mismatch, invalid_fields, unknown_item, duplicate_item,
    quantity_exceeds_returnable.

    >>> sent = Shipment(items=(ItemQuantity("line_1", 2),))
    >>> ship = CreateFulfillment(domain_id="dom_1", order_id="ord_1", by="erp", shipment=sent)
    >>> shipped = orders.create_fulfillment(ship).unwrap()
    >>> both = ReturnRequest(items=(ReturnRequestItem(id="line_1", quantity=2, reason="unwanted"),))
    >>> request = CreateReturn(domain_id="dom_1", order_id="ord_1", by="erp", request=both)
    >>> orders.create_return(request).failure().code
    'quantity_exceeds_returnable'
    >>> hand_over = UpdateStatus(
    ...     domain_id="dom_1", order_id="ord_1", by="erp", status=OrderStatus.SHIPPED
    ... )
    >>> handed_over = orders.update_status(hand_over).unwrap()
    >>> created = orders.create_return(request).unwrap()
    >>> str(created.return_.status), str(created.order.return_status)
    ('requested', 'requested')
    """

    domain_id: str
    order_id: str
    by: str
    request: ReturnRequest
    expected_versions: frozenset[int] | None = None
    dry_run: bool = False
    idempotency_key: IdempotencyKey | None = None


@frozen
class ReturnedOrder:
    """An order and its created or changed return."""

    order: Order
    return_: Return

    @classmethod
    def of(cls, order: Order, return_id: str) -> Self:
        """Return the order with the return of this id, which must exist."""
        return_ = order.return_(return_id)
        assert return_ is not None, "a return is never removed"
        return cls(order, return_)


@frozen(kw_only=True)
class CreateReturnHandler:
    """Creates returns, at any status of the order."""

    begin: BeginUnitOfWork
    cache: OrderCache
    changes: ChangeFactory
    ids: IdGenerator
    settings: DomainSettingsReader

    def __call__(self, command: CreateReturn) -> Result[ReturnedOrder, Refusal]:
        """Return the new return and the changed order."""
        decide = partial(self.decide, self.settings.of(command.domain_id))
        return change_order(self, command, decide, lambda done: done.order, dry_run=command.dry_run)

    def decide(
        self, settings: DomainSettings, order: Order, command: CreateReturn
    ) -> Result[ReturnedOrder, Refusal]:
        """Create the return if the policy allows it."""
        items = self.validate_return(settings, order, command)
        return items.map(lambda allowed: self.create_return(order, allowed, command))

    @step
    def validate_return(
        self, settings: DomainSettings, order: Order, command: CreateReturn
    ) -> Result[tuple[ReturnedItem, ...], Refusal]:
        """Return the units, bound to the fulfillments that shipped them."""
        return ensure_returnable(order, command.request, settings.returns)

    @step
    def create_return(
        self, order: Order, items: tuple[ReturnedItem, ...], command: CreateReturn
    ) -> ReturnedOrder:
        """Add the return to the order."""
        change = self.changes.new_change(order, command.by)
        return_id = self.ids.new("ret_")
        after = add_return(order, items, command.request, return_id, change)
        return ReturnedOrder.of(after, return_id)
