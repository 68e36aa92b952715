"""Update an order's payment."""

from decimal import Decimal

from attrs import frozen
from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from seller_orders.application.idempotency import IdempotencyKey
from seller_orders.application.order_changes import ChangeFactory, change_order
from seller_orders.application.ports.order_cache import OrderCache
from seller_orders.application.ports.unit_of_work import BeginUnitOfWork
from seller_orders.domain.money import Money
from seller_orders.domain.order import Order
from seller_orders.domain.payment import PaymentStatus
from seller_orders.domain.payment_policy import ensure_payment_update
from seller_orders.domain.refusals import InvalidFields, Refusal


@frozen(kw_only=True)
class UpdatePayment:
    """Set a payment's status; ``amount_captured`` is the total paid so far.

    Refusals: order_not_found, version_mismatch, invalid_fields, transition_not_allowed,
    captured_cannot_decrease.

    >>> less = UpdatePayment(
    ...     domain_id="dom_1",
    ...     order_id="ord_1",
    ...     by="bank",
    ...     status=PaymentStatus.PAID,
    ...     amount_captured=Decimal(150),
    ... )
    >>> orders.update_payment(less).failure().message
    '200 INR is already captured and cannot decrease: create a refund instead.'
    """

    domain_id: str
    order_id: str
    by: str
    status: PaymentStatus
    amount_captured: Decimal | None = None
    expected_versions: frozenset[int] | None = None
    idempotency_key: IdempotencyKey | None = None


@frozen(kw_only=True)
class UpdatePaymentHandler:
    """Updates payments, also of closed orders: cash on delivery is paid after delivery."""

    begin: BeginUnitOfWork
    cache: OrderCache
    changes: ChangeFactory

    def __call__(self, command: UpdatePayment) -> Result[Order, Refusal]:
        """Return the changed order."""
        return change_order(self, command, lambda order: order)

    def decide(self, order: Order, command: UpdatePayment) -> Result[Order, Refusal]:
        """Parse the amount in the order's currency, and update the payment if its status allows."""
        change = self.changes.new_change(order, command.by)
        return (
            _captured(command, order.currency)
            .bind(
                lambda captured: ensure_payment_update(
                    order.payment, order.total, command.status, captured
                )
            )
            .map(lambda payment: order.update_payment(payment, change))
        )


def _captured(command: UpdatePayment, currency: str) -> Result[Money | None, Refusal]:
    if command.amount_captured is None:
        return Success(None)
    read = Money.of(command.amount_captured, currency)
    if not is_successful(read):
        return Failure(InvalidFields((read.failure().within("amount_captured"),)))
    return Success(read.unwrap())
