from seller_orders.testing.contracts.saved_views import SavedViewsContract


class TestSavedViews(SavedViewsContract):
    """On every store."""
