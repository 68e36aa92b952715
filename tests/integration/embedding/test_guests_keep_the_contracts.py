"""What holds for our stores holds for a guest in an embedder's engine, and in its transaction."""

from seller_orders.testing.contracts.inventory import InventoryContract
from seller_orders.testing.contracts.order_numbers import OrderNumbersContract
from seller_orders.testing.contracts.order_reader import OrderReaderContract
from seller_orders.testing.contracts.order_repository import OrderRepositoryContract
from seller_orders.testing.contracts.outbox import OutboxContract
from seller_orders.testing.contracts.refund_search import RefundSearchContract
from seller_orders.testing.contracts.unit_of_work import UnitOfWorkContract


class TestUnitOfWork(UnitOfWorkContract):
    """On every guest."""


class TestOrderRepository(OrderRepositoryContract):
    """On every guest."""


class TestOrderNumbers(OrderNumbersContract):
    """On every guest."""


class TestOrderReader(OrderReaderContract):
    """On every guest."""


class TestRefundSearch(RefundSearchContract):
    """On every guest."""


class TestInventory(InventoryContract):
    """On every guest."""


class TestOutbox(OutboxContract):
    """On every guest."""
