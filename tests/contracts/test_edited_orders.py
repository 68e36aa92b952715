from seller_orders.testing.contracts.edited_orders import EditedOrdersContract


class TestEditedOrders(EditedOrdersContract):
    """On every store."""
