from seller_orders.testing.contracts.inventory import InventoryContract


class TestInventory(InventoryContract):
    """On every store."""
