"""Strategies for full, valid orders."""

from attrs import evolve
from hypothesis import strategies as st

from seller_orders.domain.money import Money
from seller_orders.domain.order import Order
from seller_orders.domain.order_number_normalization import normalized_number
from seller_orders.domain.status import OrderStatus
from seller_orders.testing.choices import MAX_UNITS, STEPS, Choices
from seller_orders.testing.strategies.cancellations import draw_cancellation
from seller_orders.testing.strategies.fulfillments import draw_fulfillments
from seller_orders.testing.strategies.holds import draw_holds
from seller_orders.testing.strategies.labels import draw_attributes, draw_external_ids, draw_tags
from seller_orders.testing.strategies.lines import draw_lines
from seller_orders.testing.strategies.order_amounts import draw_adjustments, draw_tax_lines
from seller_orders.testing.strategies.payments import draw_payment
from seller_orders.testing.strategies.people import customers, draw_optional_address
from seller_orders.testing.strategies.refund_credits import draw_credits
from seller_orders.testing.strategies.restocks import draw_restocks, draw_restocks_of_returns
from seller_orders.testing.strategies.returns import draw_returns
from seller_orders.testing.strategies.timelines import draw_timeline

_statuses = st.sampled_from(OrderStatus)
_CURRENCIES = sorted(STEPS)
_LARGEST_TOTALS = (10**9, 10**11, 10**13, MAX_UNITS)
_usual_numbers = st.integers(1, 99_999)
_large_versions = st.integers(1, 10**9)


@st.composite
def orders(
    draw: st.DrawFn,
    domain_ids: st.SearchStrategy[str] | None = None,
    statuses: st.SearchStrategy[OrderStatus] | None = None,
) -> Order:
    """Return full, valid orders in any status."""
    status = draw(_statuses if statuses is None else statuses)
    choices = Choices(draw, 80)
    currency = choices.one_of(_CURRENCIES)
    most = choices.one_of(_LARGEST_TOTALS)
    prices_include_tax = choices.flag()
    largest_extra = most // 10 if choices.flag() else 0
    has_discount = choices.flag()
    version = 1 + choices.below(4)
    version = draw(_large_versions) if choices.flag() else version
    created_at, updated_at = choices.span()
    lines = draw_lines(choices, currency, most - 3 * largest_extra)
    shipping = choices.amount(currency, most=largest_extra)
    tax = choices.amount(currency, most=largest_extra)
    adjustments = draw_adjustments(choices, currency, largest_extra)
    gross = sum(line.total.units for line in lines) + shipping.units
    gross += 0 if prices_include_tax else tax.units
    cancelled = sum(line.cancelled_worth.units for line in lines)
    adjusted = gross + sum(each.amount.units for each in adjustments) - cancelled
    if adjusted < 0:
        adjustments, adjusted = (), gross - cancelled
    discount = choices.amount(currency, most=min(gross, adjusted) if has_discount else 0)
    of_payment = Choices(draw, 48)
    payment = draw_payment(of_payment, Money(adjusted, currency) - discount)
    fulfillments = draw_fulfillments(choices, lines, status)
    payment = draw_credits(of_payment, payment, lines, fulfillments)
    cancellation = draw_cancellation(choices, payment) if status is OrderStatus.CANCELLED else None
    if cancellation is not None:
        # Failed refunds may add up to more than an amount can be.
        refunded = sum(refund.amount.units for refund in payment.refunds)
        counted = choices.amount(currency, most=min(refunded, MAX_UNITS))
        payment = evolve(payment, refunded_at_cancellation=counted)
    returns = draw_returns(choices, fulfillments)
    of_goods = Choices(draw, 32)
    restocks = draw_restocks(of_goods, lines, fulfillments, cancellation)
    of_returns = draw_restocks_of_returns(of_goods, lines, returns)
    rest = Choices(draw, 64)
    id = rest.identifier()
    return Order(
        domain_id=rest.identifier() if domain_ids is None else draw(domain_ids),
        id=id,
        version=version,
        status=status,
        currency=currency,
        lines=lines,
        discount=discount,
        shipping=shipping,
        tax=tax,
        payment=payment,
        fulfillments=fulfillments,
        external_ids=draw_external_ids(rest, id),
        prices_include_tax=prices_include_tax,
        tax_lines=draw_tax_lines(rest, currency),
        adjustments=adjustments,
        cancellation=cancellation,
        restocks=(*restocks, *of_returns),
        returns=returns,
        holds=() if status is OrderStatus.CANCELLED else draw_holds(Choices(draw, 48), lines),
        timeline=draw_timeline(rest, version),
        created_at=created_at,
        updated_at=updated_at,
        number=_number(rest),
        store_id=rest.identifier(),
        customer=draw(customers),
        shipping_address=draw_optional_address(rest),
        billing_address=draw_optional_address(rest),
        tags=draw_tags(rest),
        note=rest.optional_text(2000),
        attributes=draw_attributes(rest),
        ship_by=rest.optional_moment(),
        assignee=rest.optional_identifier(),
        replaces=rest.optional_identifier(),
        replaced_by=tuple(rest.identifiers(0, 2)),
    )


def _number(choices: Choices) -> str:
    """Draw an order number: digits, or any text that can be one."""
    text = normalized_number(choices.text(500)) if choices.below(3) else ""
    return text if 1 <= len(text) <= 500 else str(choices.draw(_usual_numbers))
