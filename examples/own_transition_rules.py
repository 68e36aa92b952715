"""A rule set of one's own: a shop that packs by hand confirms nothing it has not looked at.

Rules are plain data: for each status, the statuses that it may become. One with no targets is
closed. ``python -m examples.own_transition_rules`` runs it.
"""

from examples.shop import new_order
from seller_orders import OrderStatus, UpdateStatus, embed

STRICT = {
    OrderStatus.PENDING: frozenset({OrderStatus.CONFIRMED, OrderStatus.CANCELLED}),
    OrderStatus.CONFIRMED: frozenset({OrderStatus.PROCESSING, OrderStatus.CANCELLED}),
    OrderStatus.PROCESSING: frozenset({OrderStatus.SHIPPED}),
    OrderStatus.SHIPPED: frozenset({OrderStatus.DELIVERED}),
    OrderStatus.DELIVERED: frozenset({OrderStatus.REFUNDED}),
    OrderStatus.CANCELLED: frozenset[OrderStatus](),
    OrderStatus.REFUNDED: frozenset[OrderStatus](),
}


def main(database: str = "sqlite:///shop.db") -> None:
    """Skip a step, and be refused; then take it."""
    orders = embed(database, transitions=STRICT)
    order = orders.create_order(new_order()).unwrap()
    for status in (OrderStatus.PROCESSING, OrderStatus.CONFIRMED, OrderStatus.PROCESSING):
        moved = orders.update_status(
            UpdateStatus(domain_id="dom_1", order_id=order.id, by="packer", status=status)
        )
        print(moved.map(lambda order: order.status).value_or(None) or moved.failure().message)


if __name__ == "__main__":
    main()
