"""Giving units of an order back to stock by request."""

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
    """Give back units of an order's lines, as far as the order has no use for them.

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
    """An order, and the units of it that this request gave back."""

    order: Order
    items: tuple[RestockedItem, ...]


@frozen(kw_only=True)
class RestoreInventoryHandler:
    """Gives back what is free, so repeating a request gives nothing back twice."""

    begin: BeginUnitOfWork
    cache: OrderCache
    changes: ChangeFactory

    def __call__(self, command: RestoreInventory) -> Result[RestoredInventory, Refusal]:
        """Return the order as it is afterwards, and what went back."""
        return change_order(self, command, lambda done: done.order)

    def decide(self, order: Order, command: RestoreInventory) -> Result[RestoredInventory, Refusal]:
        """Give back what is free of the units that are asked for."""
        change = self.changes.entry(order, command.by)
        allowed = ensure_restorable(order, command.items)
        return allowed.map(lambda units: _restored(order, order.restock(units, change)))


def _restored(before: Order, after: Order) -> RestoredInventory:
    return RestoredInventory(after, restocked_items(before, after))
