"""The rules of orders: pure, frozen, total."""
