"""The store contracts on a host's engine and inside its transaction."""

from seller_orders.testing.contracts.external_ids import ExternalIdsContract
from seller_orders.testing.contracts.inventory import InventoryContract
from seller_orders.testing.contracts.order_numbers import OrderNumbersContract
from seller_orders.testing.contracts.order_reader import OrderReaderContract
from seller_orders.testing.contracts.order_repository import OrderRepositoryContract
from seller_orders.testing.contracts.outbox import OutboxContract
from seller_orders.testing.contracts.refund_search import RefundSearchContract
from seller_orders.testing.contracts.unit_of_work import UnitOfWorkContract


class TestUnitOfWork(UnitOfWorkContract):
    """Run on every hosted store."""


class TestOrderRepository(OrderRepositoryContract):
    """Run on every hosted store."""


class TestExternalIds(ExternalIdsContract):
    """Run on every hosted store."""


class TestOrderNumbers(OrderNumbersContract):
    """Run on every hosted store."""


class TestOrderReader(OrderReaderContract):
    """Run on every hosted store."""


class TestRefundSearch(RefundSearchContract):
    """Run on every hosted store."""


class TestInventory(InventoryContract):
    """Run on every hosted store."""


class TestOutbox(OutboxContract):
    """Run on every hosted store."""
