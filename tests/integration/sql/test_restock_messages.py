"""Restocks sent to an inventory service through the outbox."""

from sqlalchemy import Engine, select

from seller_orders.adapters.outbound.sql.connection.engine import transaction
from seller_orders.adapters.outbound.sql.schema.outbox_tables import outbox
from seller_orders.adapters.outbound.sql.unit_of_work import units_of_work
from seller_orders.testing.clock import SettableClock
from seller_orders.testing.fakes.relay import WakeCounter
from seller_orders.testing.sample_order import change, order


def test_each_restock_posts_a_message(either_engine: Engine):
    begin = units_of_work(either_engine, SettableClock(), WakeCounter(), posts_restocks=True)
    with begin("dom_1") as tx:
        tx.orders.add(order())
        tx.commit()
    units: list[dict[str, int]] = [{"soup": 1}, {"pasta": 1}, {"pasta": 1, "soup": 1}]

    for version, restocked in enumerate(units, 1):
        with begin("dom_1") as tx:
            after = tx.orders.get("dom_1", "ord_1").unwrap().restock(restocked, change(version))
            tx.orders.save(after)
            tx.inventory.restore((after, after.restocks[-1]))
            if version > 1:
                tx.commit()

    with transaction(either_engine, tenant="dom_1") as connection:
        found = select(outbox).where(outbox.c.domain_id == "dom_1").order_by(outbox.c.version)
        rows = connection.execute(found).all()
    posted = [(row.message_id, row.version, row.channel, row.data["items"]) for row in rows]
    assert posted == [
        (
            "evt_2.restock",
            2,
            "inventory",
            [{"id": "pasta", "sku": "sku-pasta", "quantity": 1}],
        ),
        (
            "evt_3.restock",
            3,
            "inventory",
            [
                {"id": "pasta", "sku": "sku-pasta", "quantity": 1},
                {"id": "soup", "sku": "sku-soup", "quantity": 1},
            ],
        ),
    ]
