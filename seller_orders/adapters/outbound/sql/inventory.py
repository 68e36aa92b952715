"""The inventory ledger: what went back, once a line."""

from attrs import evolve, frozen
from sqlalchemy import Connection, func, select

from seller_orders.adapters.outbound.sql.many_rows import inserting_new
from seller_orders.adapters.outbound.sql.messages import send_with_commit
from seller_orders.adapters.outbound.sql.outbox import SqlOutbox
from seller_orders.adapters.outbound.sql.tables import restocks
from seller_orders.adapters.outbound.sql.upsert import insert_or
from seller_orders.application.messages import restock_request
from seller_orders.application.ports.inventory import Restock


@frozen
class SqlInventory:
    """Writes a row a line; the primary key sees to it that there is never a second.

    Where inventory is kept somewhere else, ``outbox`` gets what is to be taken back there.
    """

    connection: Connection
    outbox: SqlOutbox | None = None

    def restore(self, domain_id: str, restock: Restock) -> None:
        """Take back units of an order's lines."""
        rows = [
            {
                "domain_id": domain_id,
                "order_id": restock.order_id,
                "line_id": item.id,
                "sku": item.sku,
                "quantity": item.quantity,
                "restocked_at": restock.at,
            }
            for item in restock.items
        ]
        if not rows:
            return
        if self.outbox is None:
            send_with_commit(
                self.connection, inserting_new(self.connection.dialect.name, restocks, rows)
            )
            return
        written = insert_or(self.connection.dialect.name, restocks).on_conflict_do_nothing()
        new = set(self.connection.scalars(written.returning(restocks.c.line_id), rows))
        items = tuple(item for item in restock.items if item.id in new)
        if items:
            request = restock_request(
                domain_id, evolve(restock, items=items), self._lines(domain_id, restock.order_id)
            )
            self.outbox.add([request])

    def _lines(self, domain_id: str, order_id: str) -> int:
        counted = select(func.count()).where(
            restocks.c.domain_id == domain_id, restocks.c.order_id == order_id
        )
        return self.connection.execute(counted).scalar_one()
