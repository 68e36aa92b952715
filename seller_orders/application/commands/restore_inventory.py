"""Return units of an order to stock."""

from attrs import frozen
from returns.result import Result

from seller_orders.application.idempotency import IdempotencyKey
from seller_orders.application.order_changes import ChangeFactory, change_order, restocked_items
from seller_orders.application.ports.order_cache import OrderCache
from seller_orders.application.ports.unit_of_work import BeginUnitOfWork
from seller_orders.domain.line_item import ItemQuantity, RestockedItem
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import Refusal
from seller_orders.domain.restock_policy import ensure_restorable


@frozen(kw_only=True)
class RestoreInventory:
    """Restock units of an order's lines that are neither shipped nor to be shipped.

    Refusals: order_not_found, version_mismatch, unknown_item, duplicate_item, invalid_fields.
    """

    domain_id: str
    order_id: str
    by: str
    items: tuple[ItemQuantity, ...]
    expected_versions: frozenset[int] | None = None
    idempotency_key: IdempotencyKey | None = None


@frozen
class RestoredInventory:
    """An order and the units that the request restocked."""

    order: Order
    items: tuple[RestockedItem, ...]


@frozen(kw_only=True)
class RestoreInventoryHandler:
    """Restocks only free units, so a repeated request restocks nothing twice."""

    begin: BeginUnitOfWork
    cache: OrderCache
    changes: ChangeFactory

    def __call__(self, command: RestoreInventory) -> Result[RestoredInventory, Refusal]:
        """Return the changed order and the restocked units."""
        return change_order(self, command, self.decide, lambda done: done.order)

    def decide(self, order: Order, command: RestoreInventory) -> Result[RestoredInventory, Refusal]:
        """Restock the requested units that are free."""
        change = self.changes.new_change(order, command.by)
        allowed = ensure_restorable(order, command.items)
        return allowed.map(lambda units: _restored(order, order.restock(units, change)))


def _restored(before: Order, after: Order) -> RestoredInventory:
    return RestoredInventory(after, restocked_items(before, after))
