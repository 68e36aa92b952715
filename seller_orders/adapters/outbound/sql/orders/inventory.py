"""Inventory of another service: restocks are posted to the outbox."""

from attrs import frozen

from seller_orders.adapters.outbound.sql.outbox.outbox import SqlOutbox
from seller_orders.application.message_factory import restock_request
from seller_orders.domain.order import Order
from seller_orders.domain.stock import Restock


@frozen
class SqlInventory:
    """Posts restocks to the outbox, if there is one.

    Without another service, the order's own restocks are the ledger.
    """

    outbox: SqlOutbox | None = None

    def restore(self, *restocks: tuple[Order, Restock]) -> None:
        """Post the units of each restock, all in one statement."""
        if self.outbox is not None:
            self.outbox.add([restock_request(order, restock) for order, restock in restocks])
