from seller_orders.testing.contracts.due_changes import DueChangesContract


class TestDueChanges(DueChangesContract):
    """On every store."""
