from seller_orders.testing.contracts.order_archive import OrderArchiveContract


class TestOrderArchive(OrderArchiveContract):
    """On every store."""
