"""Replace an order's state with one that another process decided."""

from attrs import frozen
from returns.result import Result

from seller_orders.application.idempotency import IdempotencyKey
from seller_orders.application.order_changes import change_order
from seller_orders.application.ports.order_cache import OrderCache
from seller_orders.application.ports.unit_of_work import BeginUnitOfWork
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import Refusal
from seller_orders.domain.replacement_policy import ensure_follows


@frozen(kw_only=True)
class ReplaceOrder:
    """Save ``after`` as the order's new state.

    Refusals: order_not_found, version_mismatch, invalid_fields.
    """

    domain_id: str
    order_id: str
    after: Order
    expected_versions: frozenset[int] | None = None
    idempotency_key: IdempotencyKey | None = None


@frozen(kw_only=True)
class ReplaceOrderHandler:
    """Saves the state with its events, and requests its new refunds and shipments.

    The process that decided the change is responsible for its policies.
    """

    begin: BeginUnitOfWork
    cache: OrderCache

    def __call__(self, command: ReplaceOrder) -> Result[Order, Refusal]:
        """Return the replaced order."""
        return change_order(self, command, self.decide, lambda order: order)

    def decide(self, order: Order, command: ReplaceOrder) -> Result[Order, Refusal]:
        """Refuse a state that does not follow the present one."""
        followed: Result[Order, Refusal] = ensure_follows(order, command.after)
        return followed
