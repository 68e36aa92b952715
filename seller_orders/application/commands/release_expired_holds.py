"""Record the release of an order's holds whose end is past."""

from attrs import frozen
from returns.result import Result, Success

from seller_orders.application.idempotency import IdempotencyKey
from seller_orders.application.order_changes import SYSTEM, ChangeFactory, change_order
from seller_orders.application.ports.order_cache import OrderCache
from seller_orders.application.ports.unit_of_work import BeginUnitOfWork
from seller_orders.domain.hold_change import release
from seller_orders.domain.hold_policy import expired_holds
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import Refusal


@frozen(kw_only=True)
class ReleaseExpiredHolds:
    """Release the holds whose end is past, in one change; other holds stay.

    Refusals: order_not_found.
    """

    domain_id: str
    order_id: str
    by: str = SYSTEM
    expected_versions: frozenset[int] | None = None
    idempotency_key: IdempotencyKey | None = None


@frozen(kw_only=True)
class ReleaseExpiredHoldsHandler:
    """Handler of ReleaseExpiredHolds. It decides once the order is locked."""

    begin: BeginUnitOfWork
    cache: OrderCache
    changes: ChangeFactory

    def __call__(self, command: ReleaseExpiredHolds) -> Result[Order, Refusal]:
        """Return the order, unchanged if no hold of it has expired."""
        return change_order(self, command, self.decide, lambda order: order)

    def decide(self, order: Order, command: ReleaseExpiredHolds) -> Result[Order, Refusal]:
        """Release what has expired by now."""
        change = self.changes.new_change(order, command.by)
        return Success(release(order, expired_holds(order, change.at), change))
