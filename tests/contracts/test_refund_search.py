from seller_orders.testing.contracts.refund_search import RefundSearchContract


class TestRefundSearch(RefundSearchContract):
    """On every store."""
