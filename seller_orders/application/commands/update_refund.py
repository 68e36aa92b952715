"""Settle a refund."""

from attrs import evolve, frozen
from returns.result import Failure, Result

from seller_orders.application.commands.create_refund import RefundedOrder
from seller_orders.application.idempotency import IdempotencyKey
from seller_orders.application.order_changes import ChangeFactory, change_order
from seller_orders.application.ports.order_cache import OrderCache
from seller_orders.application.ports.unit_of_work import BeginUnitOfWork
from seller_orders.domain.order import Order
from seller_orders.domain.payment import RefundStatus
from seller_orders.domain.refund_policy import ensure_settles
from seller_orders.domain.refusals import RefundNotFound, Refusal


@frozen(kw_only=True)
class UpdateRefund:
    """Settle a refund as succeeded or failed.

    Refusals: order_not_found, version_mismatch, refund_not_found, refund_is_settled.

    >>> some = CreateRefund(domain_id="dom_1", order_id="ord_1", by="erp", amount=Decimal(50))
    >>> refund = orders.create_refund(some).unwrap().refund
    >>> failed = UpdateRefund(
    ...     domain_id="dom_1",
    ...     order_id="ord_1",
    ...     refund_id=refund.id,
    ...     by="bank",
    ...     status=RefundStatus.FAILED,
    ... )
    >>> str(orders.update_refund(failed).unwrap().order.financial_status)
    'paid'
    """

    domain_id: str
    order_id: str
    refund_id: str
    by: str
    status: RefundStatus
    expected_versions: frozenset[int] | None = None
    idempotency_key: IdempotencyKey | None = None


@frozen(kw_only=True)
class UpdateRefundHandler:
    """Settles a refund for an operator or the provider; repeating its status changes nothing."""

    begin: BeginUnitOfWork
    cache: OrderCache
    changes: ChangeFactory

    def __call__(self, command: UpdateRefund) -> Result[RefundedOrder, Refusal]:
        """Return the changed refund and order."""
        return change_order(self, command, lambda done: done.order)

    def decide(self, order: Order, command: UpdateRefund) -> Result[RefundedOrder, Refusal]:
        """Find the refund and settle it if it is pending."""
        refund = order.refund(command.refund_id)
        if refund is None:
            return Failure(RefundNotFound(command.refund_id))
        change = self.changes.new_change(order, command.by)
        return ensure_settles(refund, command.status).map(
            lambda status: RefundedOrder(
                order.settle_refund(refund, status, change), evolve(refund, status=status)
            )
        )
