"""A script for cron that moves every paid, pending order to processing.

Run it with ``python -m examples.plain_script sqlite:///shop.db dom_1``.
"""

import sys

from attrs import evolve

from seller_orders import (
    DeliverMessages,
    ListOrders,
    OrderFilters,
    OrderStatus,
    PaymentStatus,
    UpdateStatus,
    embed,
)


def main(database: str, domain_id: str) -> None:
    """Move the orders of each page, then deliver what follows from it."""
    orders = embed(database)
    paid = OrderFilters(
        statuses=frozenset({OrderStatus.PENDING}), payment_statuses=frozenset({PaymentStatus.PAID})
    )
    page = ListOrders(domain_id=domain_id, filters=paid)
    while True:
        found = orders.list_orders(page).found
        for row in found.orders:
            moved = orders.update_status(
                UpdateStatus(
                    domain_id=domain_id,
                    order_id=row["order_id"],
                    by="nightly",
                    status=OrderStatus.PROCESSING,
                )
            )
            # Another process may have changed the order: a refusal does not stop the script.
            print(row["order_number"], moved.map(lambda order: order.status.value).value_or("left"))
        if found.next is None:
            break
        page = evolve(page, after=found.next)
    orders.deliver_messages(DeliverMessages())


if __name__ == "__main__":
    main(*sys.argv[1:])
