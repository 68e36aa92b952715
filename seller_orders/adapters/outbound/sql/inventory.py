"""The inventory ledger: what went back, once a line."""

from collections.abc import Sequence
from datetime import datetime

from attrs import frozen
from sqlalchemy import Connection

from seller_orders.adapters.outbound.sql.tables import restocks
from seller_orders.adapters.outbound.sql.upsert import insert_or
from seller_orders.domain.line_item import RestockedItem


@frozen
class SqlInventory:
    """Writes a row a line; the primary key sees to it that there is never a second."""

    connection: Connection

    def restore(
        self, domain_id: str, order_id: str, items: Sequence[RestockedItem], at: datetime
    ) -> None:
        """Take back units of an order's lines."""
        rows = [
            {
                "domain_id": domain_id,
                "order_id": order_id,
                "line_id": item.id,
                "sku": item.sku,
                "quantity": item.quantity,
                "restocked_at": at,
            }
            for item in items
        ]
        if rows:
            self.connection.execute(
                insert_or(self.connection, restocks).on_conflict_do_nothing(), rows
            )
