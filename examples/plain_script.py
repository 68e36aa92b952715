"""A plain script: every order that was paid and lies around is taken into processing.

``python -m examples.plain_script sqlite:///shop.db dom_1``, from cron, say.
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
    """Go through the pages of paid, pending orders, and move each."""
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
            # Somebody may have been quicker: that is a refusal, and no reason to stop.
            print(row["order_number"], moved.map(lambda order: order.status.value).value_or("left"))
        if found.next is None:
            break
        page = evolve(page, after=found.next)
    orders.deliver_messages(DeliverMessages())


if __name__ == "__main__":
    main(*sys.argv[1:])
