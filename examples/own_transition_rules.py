"""Custom transition rules: a shop that confirms every order before it packs it.

Rules are plain data: for each status, the statuses that it may become. A status with no targets is
closed. Run it with ``python -m examples.own_transition_rules``.
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
    """Try to skip a step, which is refused; then take each step."""
    orders = embed(database, transitions=STRICT)
    order = orders.create_order(new_order()).unwrap()
    for status in (OrderStatus.PROCESSING, OrderStatus.CONFIRMED, OrderStatus.PROCESSING):
        moved = orders.update_status(
            UpdateStatus(domain_id="dom_1", order_id=order.id, by="packer", status=status)
        )
        print(moved.map(lambda order: order.status).value_or(None) or moved.failure().message)


if __name__ == "__main__":
    main()
