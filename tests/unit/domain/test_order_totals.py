from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given

from seller_orders.domain.adjustment import Adjustment, AdjustmentKind
from seller_orders.domain.discount_policy import ensure_discount_fits
from seller_orders.domain.draft import AdjustmentDraft, OrderDraft, TaxLineDraft
from seller_orders.domain.money import Money
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import InvalidFields
from seller_orders.domain.signed_money import SignedMoney
from seller_orders.domain.tax_line import TaxLine, rate_of
from seller_orders.domain.unit_price import UnitPrice
from seller_orders.testing import reference_sums
from seller_orders.testing.sample_order import inr, line, order, payment
from seller_orders.testing.strategies import draft_of, orders
from tests.support.drafts import assembled, draft, priced

DECIMALS = {"JPY": 0, "INR": 2, "USD": 2, "KWD": 3, "CLF": 4, "DEM": 2, "TRL": 0}


def adjusted(*amounts: str) -> tuple[Adjustment, ...]:
    return tuple(
        Adjustment(
            kind=AdjustmentKind.FEE, amount=SignedMoney(int(Decimal(amount) * 10_000), "INR")
        )
        for amount in amounts
    )


def drafted(**fields: Any) -> OrderDraft:
    unpaid = draft_of(order(payment=payment("pending"))).payment
    return draft(**{"payment": unpaid, "discount_total": Decimal(0)} | fields)


def adjustment(amount: str) -> AdjustmentDraft:
    return AdjustmentDraft(kind=AdjustmentKind.OTHER, amount=Decimal(amount))


def tax_line(rate: str = "0.05", amount: str = "1") -> TaxLineDraft:
    return TaxLineDraft(title="GST", rate=Decimal(rate), amount=Decimal(amount))


def problems_of(draft: OrderDraft) -> list[tuple[str, tuple[str | int, ...]]]:
    refusal = assembled(draft).failure()

    assert isinstance(refusal, InvalidFields)
    assert all(problem.detail for problem in refusal.problems)
    return [(problem.code, problem.path) for problem in refusal.problems]


@given(orders())
def test_sums_agree_with_the_reference(order: Order):
    totals = [
        reference_sums.line_total(
            Fraction(line.selling_price.amount),
            line.quantity,
            Fraction(line.discount.amount),
            DECIMALS[order.currency],
        )
        for line in order.lines
    ]

    assert [Fraction(line.total.amount) for line in order.lines] == totals
    assert Fraction(order.subtotal.amount) == sum(totals)
    assert Fraction(order.total.amount) == reference_sums.order_total(
        totals,
        discount=Fraction(order.discount.amount),
        shipping=Fraction(order.shipping.amount),
        tax=Fraction(order.tax.amount),
        adjustments=[Fraction(each.amount.amount) for each in order.adjustments],
        prices_include_tax=order.prices_include_tax,
        cancelled=sum((Fraction(line.cancelled_worth.amount) for line in order.lines), Fraction(0)),
    )


@pytest.mark.parametrize(
    ("prices_include_tax", "total", "included"), [(False, "300.50", "0"), (True, "260.50", "40")]
)
def test_tax_is_added_only_if_prices_exclude_it(
    prices_include_tax: bool, total: str, included: str
):
    taxed = order(discount=inr(0), tax=inr(40), shipping=inr(10), payment=payment("pending"))

    taxed = evolve(taxed, prices_include_tax=prices_include_tax)

    assert taxed.total == inr(total)
    assert taxed.included_tax == inr(included)


def test_adjustments_move_the_total_both_ways():
    tipped = order(discount=inr(0), payment=payment("pending"), adjustments=adjusted("9.5", "-20"))

    assert tipped.adjustments_total == SignedMoney(-105_000, "INR")
    assert tipped.total == inr(240)


def test_a_price_of_six_decimals_is_taken_exactly():
    lines = (priced("12.396694"),)
    euros = {"currency": "EUR", "lines": lines, "tax_total": Decimal("2.6")}

    taken: Order = assembled(drafted(**euros)).unwrap()

    assert str(taken.lines[0].selling_price.amount) == "12.396694"
    assert (str(taken.subtotal), str(taken.total)) == ("12.4 EUR", "15 EUR")


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        (
            {"lines": (evolve(priced("5"), discount=Decimal("5.01")),)},
            ("discount_exceeds_line", ("items", 0, "discount")),
        ),
        (
            {"lines": (evolve(priced("5"), discount=Decimal(-1)),)},
            ("amount_out_of_range", ("items", 0, "discount")),
        ),
        (
            {"lines": (evolve(priced("5"), tax=Decimal("0.001")),)},
            ("too_many_decimals", ("items", 0, "tax")),
        ),
        (
            {"tax_lines": (tax_line(), tax_line(rate="NaN"))},
            ("amount_out_of_range", ("tax_lines", 1, "rate")),
        ),
        ({"tax_lines": (tax_line("-1"),)}, ("amount_out_of_range", ("tax_lines", 0, "rate"))),
        ({"tax_lines": (tax_line("1E-7"),)}, ("too_many_decimals", ("tax_lines", 0, "rate"))),
        (
            {"tax_lines": (tax_line(amount="NaN"),)},
            ("amount_out_of_range", ("tax_lines", 0, "amount")),
        ),
        (
            {"adjustments": (adjustment("1"), adjustment("NaN"))},
            ("amount_out_of_range", ("adjustments", 1, "amount")),
        ),
        (
            {"adjustments": (adjustment("-1000000000000"),)},
            ("amount_out_of_range", ("adjustments", 0, "amount")),
        ),
        (
            {"adjustments": (adjustment("-0.001"),)},
            ("too_many_decimals", ("adjustments", 0, "amount")),
        ),
        ({"adjustments": (adjustment("-250.51"),)}, ("total_below_zero", ("adjustments",))),
        (
            {"adjustments": (adjustment("-200"),), "discount_total": Decimal(51)},
            ("total_below_zero", ("adjustments",)),
        ),
        (
            {"adjustments": (adjustment("-0.01"),), "discount_total": Decimal("250.5")},
            ("total_below_zero", ("adjustments",)),
        ),
        (
            {"adjustments": (adjustment("-200"),), "discount_total": Decimal(251)},
            ("discount_exceeds_total", ("discount_total",)),
        ),
        (
            {"adjustments": (adjustment("200"),), "discount_total": Decimal(451)},
            ("discount_exceeds_total", ("discount_total",)),
        ),
        (
            {"prices_include_tax": True, "tax_total": Decimal(9), "discount_total": Decimal(251)},
            ("discount_exceeds_total", ("discount_total",)),
        ),
    ],
)
def test_an_amount_that_breaks_a_rule_is_named(
    fields: dict[str, Any], problem: tuple[str, tuple[str | int, ...]]
):
    assert problems_of(drafted(**fields)) == [problem]


@pytest.mark.parametrize("second", ["1", "999999999999"])
def test_adjustments_beyond_the_limit_are_refused_together(second: str):
    large = (adjustment("999999999999"), adjustment(second))

    assert problems_of(drafted(adjustments=large)) == [
        ("amount_out_of_range", ("items",)),
        ("amount_out_of_range", ("adjustments",)),
    ]


def test_sums_of_exactly_nothing_are_allowed():
    free = drafted(
        lines=(evolve(priced("5"), discount=Decimal(5)),),
        adjustments=(adjustment("-2"),),
        shipping_total=Decimal(2),
    )

    assert assembled(free).unwrap().total == inr(0)


@pytest.mark.parametrize(
    ("discount", "fits"), [("260.49", True), ("260.5", True), ("260.51", False)]
)
def test_a_new_orders_discount_leaves_tax_alone(discount: str, fits: bool):
    taken: Order = assembled(
        drafted(shipping_total=Decimal(10), tax_total=Decimal(40), discount_total=Decimal(discount))
    ).unwrap()

    decision = ensure_discount_fits(taken)

    if fits:
        assert decision.unwrap() is taken
    else:
        (problem,) = decision.failure().problems
        assert (problem.code, problem.path) == ("discount_exceeds_total", ("discount_total",))


@pytest.mark.parametrize(
    ("written", "rate"), [("0.190", "0.19"), ("19.00", "19"), ("0", "0"), ("1E+1", "10")]
)
def test_a_rate_is_kept_without_trailing_zeros(written: str, rate: str):
    assert str(rate_of(Decimal(written)).unwrap()) == rate


@pytest.mark.parametrize("rate", ["NaN", "-1", "0.190", "0.0000001"])
def test_an_inexact_rate_is_an_error(rate: str):
    with pytest.raises(ValueError, match="rate"):
        TaxLine(title="GST", rate=Decimal(rate), amount=inr(1))


@pytest.mark.parametrize("units", [10**16, -(10**16), 10**16 + 1, -(10**16) - 1])
def test_signed_money_has_limits_on_both_sides(units: int):
    with pytest.raises(ValueError, match="below"):
        SignedMoney(units, "INR")


@pytest.mark.parametrize(
    ("amount", "units"), [("-0.02", -200), ("0", 0), ("-999999999999.99", -9_999_999_999_999_900)]
)
def test_signed_money_is_parsed_exactly(amount: str, units: int):
    read = SignedMoney.of(Decimal(amount), "INR").unwrap()

    assert read == SignedMoney(units, "INR")
    assert read.amount == Decimal(amount)


@pytest.mark.parametrize(
    "amount",
    [
        *("1000000000000", "1000000000001", "-1000000000000", "-1000000000001"),
        *("NaN", "sNaN", "-Infinity"),
    ],
)
def test_signed_money_out_of_range_is_refused(amount: str):
    problem = SignedMoney.of(Decimal(amount), "INR").failure()

    assert problem.code == "amount_out_of_range"
    assert "above -10^12" in problem.detail


def test_no_line_discount_is_above_the_price_of_its_units():
    """The smallest difference counts: a ten-thousandth in the currency with most decimals."""
    price = UnitPrice.of(Decimal(1), "CLF").unwrap()
    free = evolve(line("a", 2, "1"), selling_price=price, discount=Money(20_000, "CLF"))

    assert not free.total
    with pytest.raises(ValueError, match="above the price"):
        evolve(free, discount=Money(20_001, "CLF"))
