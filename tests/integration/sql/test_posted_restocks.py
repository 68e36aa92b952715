"""Where inventory is kept somewhere else, a restock is a message of its own transaction."""

from sqlalchemy import Engine, select

from seller_orders.adapters.outbound.sql.engine import connected
from seller_orders.adapters.outbound.sql.tables import outbox
from seller_orders.adapters.outbound.sql.unit_of_work import units_of_work
from seller_orders.application.ports.inventory import Restock
from seller_orders.domain.line_item import RestockedItem
from seller_orders.testing.clock import SettableClock
from seller_orders.testing.samples import LATER, order
from tests.fakes.relay import Bell

PASTA = RestockedItem("pasta", "sku-pasta", 2)
SOUP = RestockedItem("soup", "sku-soup", 1)


def test_each_line_is_posted_once_ever_and_nothing_that_is_undone(either_engine: Engine):
    begin = units_of_work(either_engine, SettableClock(), Bell(), posts_restocks=True)
    with begin("dom_1") as tx:
        tx.orders.add(order())
        tx.commit()
    with begin("dom_1") as tx:
        tx.inventory.restore("dom_1", Restock("ord_1", 2, (SOUP,), LATER))

    for version, items in ((2, (PASTA,)), (3, (PASTA, SOUP)), (3, (SOUP,)), (4, ())):
        with begin("dom_1") as tx:
            tx.inventory.restore("dom_1", Restock("ord_1", version, items, LATER))
            tx.commit()

    with connected(either_engine, rows_of="dom_1") as connection:
        found = select(outbox).where(outbox.c.domain_id == "dom_1").order_by(outbox.c.version)
        rows = connection.execute(found).all()
    posted = [(row.message_id, row.version, row.channel, row.data["items"]) for row in rows]
    assert posted == [
        (
            "ord_1.restock1",
            2,
            "inventory",
            [{"id": "pasta", "sku": "sku-pasta", "quantity": 2}],
        ),
        ("ord_1.restock2", 3, "inventory", [{"id": "soup", "sku": "sku-soup", "quantity": 1}]),
    ]
