"""Settle a refund."""

from attrs import frozen
from returns.result import Failure, Result

from seller_orders.application.commands.create_refund import RefundedOrder
from seller_orders.application.idempotency import IdempotencyKey
from seller_orders.application.order_changes import ChangeFactory, change_order
from seller_orders.application.ports.order_cache import OrderCache
from seller_orders.application.ports.unit_of_work import BeginUnitOfWork
from seller_orders.domain.order import Order
from seller_orders.domain.payment import Refund, RefundStatus
from seller_orders.domain.refund_settlement import ensure_settles
from seller_orders.domain.refusals import RefundNotFound, Refusal


@frozen(kw_only=True)
class UpdateRefund:
    """Settle a refund as succeeded or failed.

    ``tender_id`` settles the part for one tender; None settles every part that is pending.

    Refusals: order_not_found, version_mismatch, refund_not_found, tender_not_found,
    refund_is_settled.

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
    tender_id: str | None = None
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
        return change_order(self, command, self.decide, lambda done: done.order)

    def decide(self, order: Order, command: UpdateRefund) -> Result[RefundedOrder, Refusal]:
        """Find the refund and settle it if it is pending."""
        refund = order.refund(command.refund_id)
        if refund is None:
            return Failure(RefundNotFound(command.refund_id))
        allowed = ensure_settles(refund, command.status, command.tender_id)
        return allowed.map(lambda status: self._settled(order, refund, status, command))

    def _settled(
        self, order: Order, refund: Refund, status: RefundStatus, command: UpdateRefund
    ) -> RefundedOrder:
        change = self.changes.new_change(order, command.by)
        after = order.settle_refund(refund, status, change, command.tender_id)
        return RefundedOrder(after, after.refund(refund.id) or refund)
