"""Create a refund."""

from decimal import Decimal

from attrs import frozen
from returns.pipeline import is_successful
from returns.result import Failure, Result

from seller_orders.application.idempotency import IdempotencyKey
from seller_orders.application.order_changes import ChangeFactory, change_order
from seller_orders.application.ports.id_generator import IdGenerator
from seller_orders.application.ports.order_cache import OrderCache
from seller_orders.application.ports.unit_of_work import BeginUnitOfWork
from seller_orders.domain.money import Money
from seller_orders.domain.order import Order
from seller_orders.domain.payment import Refund
from seller_orders.domain.refund_policy import ensure_refundable
from seller_orders.domain.refusals import InvalidFields, Refusal


@frozen(kw_only=True)
class CreateRefund:
    """Refund some of what was captured; ``amount`` is in units of the order's currency.

    Refusals: order_not_found, version_mismatch, invalid_fields, payment_not_refundable,
    refund_exceeds_captured.

    >>> some = CreateRefund(domain_id="dom_1", order_id="ord_1", by="erp", amount=Decimal(50))
    >>> refunded = orders.create_refund(some).unwrap()
    >>> str(refunded.refund.status), str(refunded.order.financial_status)
    ('pending', 'partially_refunded')
    >>> orders.create_refund(evolve(some, amount=Decimal(151))).failure().code
    'refund_exceeds_captured'
    """

    domain_id: str
    order_id: str
    by: str
    amount: Decimal
    reason: str | None = None
    expected_versions: frozenset[int] | None = None
    idempotency_key: IdempotencyKey | None = None


@frozen
class RefundedOrder:
    """An order and its created or changed refund."""

    order: Order
    refund: Refund


@frozen(kw_only=True)
class CreateRefundHandler:
    """Requests a refund from the payment provider, at any status of the order."""

    begin: BeginUnitOfWork
    cache: OrderCache
    changes: ChangeFactory
    ids: IdGenerator

    def __call__(self, command: CreateRefund) -> Result[RefundedOrder, Refusal]:
        """Return the pending refund and the changed order."""
        return change_order(self, command, lambda done: done.order)

    def decide(self, order: Order, command: CreateRefund) -> Result[RefundedOrder, Refusal]:
        """Parse the amount in the order's currency, and refuse more than can be refunded."""
        read = Money.of(command.amount, order.currency)
        if not is_successful(read):
            return Failure(InvalidFields((read.failure().within("amount"),)))
        allowed = ensure_refundable(order.payment, read.unwrap())
        return allowed.map(lambda amount: self._refunded(order, amount, command))

    def _refunded(self, order: Order, amount: Money, command: CreateRefund) -> RefundedOrder:
        change = self.changes.new_change(order, command.by)
        refund = Refund(
            id=self.ids.new("rfd_"), amount=amount, reason=command.reason, created_at=change.at
        )
        after = order.request_refund(refund, change)
        return RefundedOrder(after, after.payment.refunds[-1])
