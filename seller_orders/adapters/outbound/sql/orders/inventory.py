"""Inventory that another service keeps: what goes back to it is posted to the outbox."""

from attrs import frozen

from seller_orders.adapters.outbound.sql.outbox.outbox import SqlOutbox
from seller_orders.application.change_messages import restock_request
from seller_orders.domain.order import Order
from seller_orders.domain.stock import Restock


@frozen
class SqlInventory:
    """Posts each restock, if there is an outbox to post it to.

    Without another service the ledger is the inventory, and the orders' repository keeps it.
    """

    outbox: SqlOutbox | None = None

    def restore(self, order: Order, restock: Restock) -> None:
        """Post the units of one entry of the order's ledger."""
        if self.outbox is not None:
            self.outbox.add([restock_request(order, restock)])
