"""Invariants of an order (contract, section 2)."""

from seller_orders.domain.order_figures import OrderFigures
from seller_orders.domain.payment import PaymentStatus
from seller_orders.domain.refund_parts import overdrawn_tenders
from seller_orders.domain.return_units import broken_return_rule, fulfillments_of_returns
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.stock import broken_restock_rule
from seller_orders.domain.unit_ledger import broken_unit_rule


class OrderInvariantError(ValueError):
    """An order would break an invariant; a policy was skipped before the change."""


def check_invariants(order: OrderFigures) -> None:
    """Raise ``OrderInvariantError`` if an invariant of the contract's section 2 is broken."""
    if not order.payment.refunded <= order.payment.captured:
        raise OrderInvariantError("a payment must keep 0 ≤ refunded ≤ captured")
    if overdrawn_tenders(order.payment):
        raise OrderInvariantError("refunds take more of a tender than it holds")
    if order.payment.captured and order.payment.status is not PaymentStatus.PAID:
        raise OrderInvariantError("a payment with captured money is not paid")
    if any(refund.credit.units < 0 for refund in order.payment.refunds):
        raise OrderInvariantError("a refund must not credit less than 0")
    if broken := broken_unit_rule(
        order.lines, order.units, order.fulfillments, order.payment.refunds
    ):
        raise OrderInvariantError(broken)
    if order.status is OrderStatus.CANCELLED:
        # Units in returns kept their fulfillments from being cancelled with the order.
        kept = fulfillments_of_returns(order.returns)
        if any(each.is_cancellable and each.id not in kept for each in order.fulfillments):
            raise OrderInvariantError("a cancelled order has a fulfillment under way")
    if broken := broken_restock_rule(order.restocks, order.lines, order.returns):
        raise OrderInvariantError(broken)


def check_change_of_returns(before: OrderFigures, after: OrderFigures) -> None:
    """Raise ``OrderInvariantError`` if a change broke a rule of returns.

    Stored orders may break one: an earlier release, which knows no returns, may have ended a
    fulfillment. They can still be read and changed.
    """
    if after.returns is before.returns and after.fulfillments is before.fulfillments:
        return
    broken = broken_return_rule(after.returns, after.fulfillments)
    if broken and not broken_return_rule(before.returns, before.fulfillments):
        raise OrderInvariantError(broken)
