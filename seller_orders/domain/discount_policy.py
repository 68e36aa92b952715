"""Policy of order-level discounts (contract, section 11)."""

from returns.result import Failure, Result, Success

from seller_orders.domain.order import Order
from seller_orders.domain.refusals import FieldProblem, InvalidFields


def ensure_discount_fits(order: Order) -> Result[Order, InvalidFields]:
    """Allow an order whose discount is at most its subtotal and shipping together.

    Tax and adjustments cannot be discounted. Imports may have larger discounts.
    """
    if order.discount.units <= order.subtotal.units + order.shipping.units:
        return Success(order)
    detail = "discount_total must not exceed subtotal and shipping_total together."
    problem = FieldProblem("discount_exceeds_total", detail, ("discount_total",))
    return Failure(InvalidFields((problem,)))
