"""Record that an order is late."""

from attrs import frozen
from returns.result import Result, Success

from seller_orders.application.idempotency import IdempotencyKey
from seller_orders.application.order_changes import SYSTEM, ChangeFactory, change_order
from seller_orders.application.ports.order_cache import OrderCache
from seller_orders.application.ports.unit_of_work import BeginUnitOfWork
from seller_orders.domain.lateness import record_lateness
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import Refusal


@frozen(kw_only=True)
class RecordLateness:
    """Record that ``ship_by`` is past and something remains, once for each ``ship_by``.

    Refusals: order_not_found.
    """

    domain_id: str
    order_id: str
    by: str = SYSTEM
    expected_versions: frozenset[int] | None = None
    idempotency_key: IdempotencyKey | None = None


@frozen(kw_only=True)
class RecordLatenessHandler:
    """Handler of RecordLateness. It decides once the order is locked."""

    begin: BeginUnitOfWork
    cache: OrderCache
    changes: ChangeFactory

    def __call__(self, command: RecordLateness) -> Result[Order, Refusal]:
        """Return the order, unchanged if it is not late, or if its lateness is recorded."""
        return change_order(self, command, self.decide, lambda order: order)

    def decide(self, order: Order, command: RecordLateness) -> Result[Order, Refusal]:
        """Record the lateness if the order is late now."""
        return Success(record_lateness(order, self.changes.new_change(order, command.by)))
