"""Giving units of an order back to inventory."""

from attrs import frozen
from returns.pipeline import is_successful
from returns.result import Result

from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.inventory import Restock
from seller_orders.application.ports.unit_of_work import BeginUnitOfWork
from seller_orders.domain.line_item import ItemQuantity, RestockedItem
from seller_orders.domain.order import Order
from seller_orders.domain.quantities import ensure_restorable
from seller_orders.domain.refusals import Refusal


@frozen(kw_only=True)
class RestoreInventory:
    """Give back units of an order's lines.

    Refusals: order_not_found, unknown_item, duplicate_item, invalid_fields.
    """

    domain_id: str
    order_id: str
    items: tuple[ItemQuantity, ...]


@frozen(kw_only=True)
class RestoreInventoryHandler:
    """Gives each line back once, ever: safe to repeat. It is no change of the order."""

    begin: BeginUnitOfWork
    clock: Clock

    def __call__(self, command: RestoreInventory) -> Result[tuple[RestockedItem, ...], Refusal]:
        """Return what has been given back, be it now or before."""
        with self.begin(command.domain_id) as tx:
            found: Result[Order, Refusal] = tx.orders.get(command.domain_id, command.order_id)
            restorable = found.bind(lambda order: ensure_restorable(order, command.items))
            if is_successful(restorable):
                version, units = found.unwrap().version, restorable.unwrap()
                restock = Restock(command.order_id, version, units, self.clock.now())
                tx.inventory.restore(command.domain_id, restock)
                tx.commit()
        return restorable
