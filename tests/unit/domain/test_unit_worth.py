"""Worth of lines, shipping and units: figures by hand, and rules for every order."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from seller_orders.domain.adjustment import Adjustment, AdjustmentKind
from seller_orders.domain.line_item import ItemQuantity, LineItem
from seller_orders.domain.money import Money
from seller_orders.domain.order import Order
from seller_orders.domain.payment import Payment, PaymentStatus
from seller_orders.domain.signed_money import SignedMoney
from seller_orders.domain.unit_price import UnitPrice
from seller_orders.domain.unit_worth import worth_of, worth_of_first, worth_of_next, worths_of_next
from seller_orders.testing import reference_sums
from seller_orders.testing.sample_order import order
from seller_orders.testing.strategies import STEPS, currencies, money, orders


def amount(written: str, currency: str = "EUR") -> Money:
    return Money.of(Decimal(written), currency).unwrap()


def line(id: str, price: str, quantity: int = 1, **written: Any) -> LineItem:
    """Return a line; ``currency``, ``discount`` and ``tax`` are optional."""
    currency = written.pop("currency", "EUR")
    amounts: dict[str, Any] = {name: amount(value, currency) for name, value in written.items()}
    return LineItem(
        id=id,
        product_id="prd_1",
        sku="sku_1",
        name="Thing",
        quantity=quantity,
        selling_price=UnitPrice.of(Decimal(price), currency).unwrap(),
        **amounts,
    )


def sold(*lines: LineItem, includes_tax: bool = False, **written: str) -> Order:
    """Return an unpaid order; ``discount``, ``shipping`` and ``tax`` are 0 by default."""
    currency = lines[0].selling_price.currency
    sums = {"discount": "0", "shipping": "0", "tax": "0"} | written
    unpaid = Payment(status=PaymentStatus.PENDING, method="card", captured=Money.zero(currency))
    amounts: dict[str, Any] = {name: amount(value, currency) for name, value in sums.items()}
    return order(
        lines=lines,
        currency=currency,
        prices_include_tax=includes_tax,
        payment=unpaid,
        **amounts,
    )


def worths(of: Order) -> list[str]:
    """Return what each line is worth, and what the shipping is."""
    found = worth_of(of)
    return [str(each.amount) for each in (*found.lines.values(), found.shipping)]


THREE = (line("a", "33.33"), line("b", "33.33"), line("c", "33.33"))


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        # 10.00 of 99.99 are 3.333… a line: 3.34, 3.33 and 3.33.
        (sold(*THREE, discount="10"), ["29.99", "30", "30", "0"]),
        # The lines take 99.99 of the discount; the other 3.01 are off the shipping.
        (sold(*THREE, discount="103", shipping="4"), ["0", "0", "0", "0.99"]),
        # 19.00 over 50, 30 and shipping 20: 9.50, 5.70 and 3.80.
        (
            sold(line("a", "50"), line("b", "30"), shipping="20", tax="19"),
            ["59.5", "35.7", "23.8"],
        ),
        # 8.00 off 80: 5.00 and 3.00. Tax 9.20 over 45, 27 and 20: 4.50, 2.70 and 2.00.
        (
            sold(line("a", "50"), line("b", "30"), shipping="20", tax="9.2", discount="8"),
            ["49.5", "29.7", "22"],
        ),
        # The lines have 3.00 of the tax of 4.00; the rest is the shipping's.
        (
            sold(line("a", "50", tax="2"), line("b", "30", tax="1"), shipping="20", tax="4"),
            ["52", "31", "21"],
        ),
        # One line's tax is unknown: all of it is shared, 1.00 over 50, 30 and 20.
        (
            sold(line("a", "50", tax="2"), line("b", "30"), shipping="20", tax="1"),
            ["50.5", "30.3", "20.2"],
        ),
        # The lines have more tax than there is: it is shared.
        (
            sold(line("a", "50", tax="1.01"), shipping="50", tax="1"),
            ["50.5", "50.5"],
        ),
        # Prices include tax: 15.97 of tax are in them.
        (
            sold(line("a", "100", tax="15.97"), shipping="5", tax="16.77", includes_tax=True),
            ["100", "5"],
        ),
        # A line's own discount lowers its total first: 90 and 10, of which 10 are off.
        (
            sold(line("a", "100", discount="10"), line("b", "10"), discount="10"),
            ["81", "9", "0"],
        ),
        # All are 0: the first line takes the tax.
        (sold(line("a", "0"), line("b", "0"), tax="1"), ["1", "0", "0"]),
        # Yen have no decimals: 100 over three equal lines are 34, 33 and 33.
        (
            sold(*(line(id, "500", currency="JPY") for id in "abc"), discount="100"),
            ["466", "467", "467", "0"],
        ),
        # Dinars have three: 0.100 over 1 and 2 are 0.033 and 0.067.
        (
            sold(line("a", "1", currency="KWD"), line("b", "2", currency="KWD"), discount="0.1"),
            ["0.967", "1.933", "0"],
        ),
    ],
)
def test_figures_by_hand(of: Order, expected: list[str]):
    assert worths(of) == expected


def test_an_imported_discount_leaves_shipping_at_zero_or_above():
    """The discount is above subtotal and shipping; tax pays for the rest."""
    imported = sold(line("a", "10", tax="9"), shipping="1", tax="9", discount="12")

    assert worths(imported) == ["9", "0"]


@pytest.mark.parametrize(
    ("worth", "quantity", "expected"),
    [
        (amount("10"), 3, ["0", "3.33", "6.67", "10"]),
        (amount("0.01"), 2, ["0", "0", "0.01"]),
        (amount("0.03"), 2, ["0", "0.02", "0.03"]),
        (amount("5", "JPY"), 2, ["0", "2", "5"]),
        (amount("7", "JPY"), 2, ["0", "4", "7"]),
        (amount("0.005", "KWD"), 4, ["0", "0.001", "0.002", "0.004", "0.005"]),
    ],
)
def test_first_units_are_rounded_half_even(worth: Money, quantity: int, expected: list[str]):
    found = [worth_of_first(units, quantity, worth) for units in range(quantity + 1)]

    assert [str(each.amount) for each in found] == expected


def test_the_next_units_are_worth_what_is_left():
    worth, nothing = amount("10"), amount("0")

    first = worth_of_next(1, counted=0, taken=nothing, quantity=3, worth=worth)
    rest = worth_of_next(2, counted=1, taken=first, quantity=3, worth=worth)
    too_much = worth_of_next(1, counted=0, taken=amount("3.34"), quantity=3, worth=worth)

    assert (str(first), str(rest), str(too_much)) == ("3.33 EUR", "6.67 EUR", "0 EUR")


def test_a_line_is_worth_at_most_the_largest_amount():
    """A large adjustment keeps the total below 10^12: 0.9 + 0.9 − 0.9, in 10^12."""
    big = amount("900000000000")
    less = Adjustment(
        kind=AdjustmentKind.OTHER, label=None, amount=SignedMoney(-big.units, big.currency)
    )
    before = evolve(sold(line("a", "450000000000", 2)), tax=big, adjustments=(less,))
    units = [ItemQuantity("a", 1), ItemQuantity("a", 1)]

    assert worth_of(before).lines["a"] == amount("999999999999.99")
    assert [each.amount for each in worths_of_next(before, units)] == [
        Decimal("500000000000"),
        Decimal("499999999999.99"),
    ]


@given(orders())
def test_parts_add_up_to_the_whole(order: Order):
    found = worth_of(order)
    parts = sum(each.units for each in found.lines.values()) + found.shipping.units

    # Cancelled units lower the total, and lines are worth what they were sold for.
    whole = order.total.units + order.cancelled_worth.units - order.adjustments_total.units

    assert list(found.lines) == [line.id for line in order.lines]
    if order.discount.units <= order.subtotal.units + order.shipping.units:
        assert parts == whole
    else:
        assert parts >= whole
    step = STEPS[order.currency]
    assert all(each.units % step == 0 for each in (*found.lines.values(), found.shipping))


@st.composite
def ordinary_orders(draw: st.DrawFn) -> Order:
    """Return orders whose tax is at most what is taxed, as a rate of up to 100 % makes it."""
    currency = draw(currencies)
    step = STEPS[currency]
    prices = draw(st.lists(st.integers(0, 500), min_size=1, max_size=4))
    has_taxes = draw(st.booleans())
    lines = tuple(
        line(
            f"line_{n}",
            str(Decimal(price * step) / 10_000),
            draw(st.integers(1, 4)),
            currency=currency,
            **({"tax": str(Decimal(draw(st.integers(0, 9)) * step) / 10_000)} if has_taxes else {}),
        )
        for n, price in enumerate(prices)
    )
    subtotal = sum(each.total_units for each in lines) // step
    shipping = draw(st.integers(0, 300))
    discount = draw(st.integers(0, subtotal + shipping))
    tax = draw(st.integers(0, max(0, subtotal - discount) + shipping))
    sums = {"discount": discount, "shipping": shipping, "tax": tax}
    written = {name: str(Decimal(count * step) / 10_000) for name, count in sums.items()}
    return sold(*lines, includes_tax=draw(st.booleans()), **written)


@given(ordinary_orders())
def test_worth_agrees_with_exact_fractions(order: Order):
    """Each part differs by less than three minor units, one for each rounding."""
    found = worth_of(order)
    lines, shipping = reference_sums.worths(
        [Fraction(line.total.amount) for line in order.lines],
        [None if line.tax is None else Fraction(line.tax.amount) for line in order.lines],
        discount=Fraction(order.discount.amount),
        shipping=Fraction(order.shipping.amount),
        tax=Fraction(order.tax.amount),
        prices_include_tax=order.prices_include_tax,
    )
    minor_unit = Fraction(STEPS[order.currency], 10_000)

    for part, exact in zip(
        (*found.lines.values(), found.shipping), (*lines, shipping), strict=True
    ):
        assert abs(Fraction(part.amount) - exact) < 3 * minor_unit


@given(currencies.flatmap(money), st.integers(1, 10**9), st.data())
def test_first_units_agree_with_exact_fractions(worth: Money, quantity: int, data: st.DataObject):
    units = data.draw(st.integers(0, quantity))
    step = STEPS[worth.currency]
    # Python rounds fractions half even, too.
    exact = round(Fraction(worth.units * units, quantity * step)) * step

    assert worth_of_first(units, quantity, worth).units == exact


@given(currencies.flatmap(money), st.integers(1, 12), st.data())
def test_units_taken_never_exceed_the_line(worth: Money, quantity: int, data: st.DataObject):
    """Units are taken, given back by refunds that fail, and taken again."""
    taken = list[tuple[int, Money]]()
    for _ in range(data.draw(st.integers(1, 20))):
        is_failing: bool = data.draw(st.booleans())
        if taken and is_failing:
            taken.pop(data.draw(st.integers(0, len(taken) - 1)))
            continue
        counted = sum(units for units, _ in taken)
        if counted == quantity:
            continue
        units = data.draw(st.integers(1, quantity - counted))
        amounts = sum(each.units for _, each in taken)
        so_far = Money(amounts, worth.currency)
        next_worth = worth_of_next(
            units, counted=counted, taken=so_far, quantity=quantity, worth=worth
        )
        taken.append((units, next_worth))

        assert amounts + next_worth.units <= worth.units
        if counted + units == quantity:
            assert amounts + next_worth.units == worth.units


def test_known_taxes_are_those_of_their_lines_however_many():
    first, *others = (line(f"line-{n}", "1", tax="0.1" if n else "0.5") for n in range(300))

    found = worths(sold(first, *others, tax="30.4"))

    assert found == ["1.5", *["1.1"] * 299, "0"]
