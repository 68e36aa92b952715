from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seller_orders.domain.line_item import LineItem
from seller_orders.domain.unit_price import UnitPrice, stored_millionths
from seller_orders.testing import reference_sums
from seller_orders.testing.sample_order import inr, line
from seller_orders.testing.strategies import STEPS, currencies, quantities, unit_prices

DECIMALS = {"JPY": 0, "INR": 2, "USD": 2, "KWD": 3, "CLF": 4, "DEM": 2, "TRL": 0}


def price(amount: str, currency: str = "EUR") -> UnitPrice:
    return UnitPrice.of(Decimal(amount), currency).unwrap()


@pytest.mark.parametrize(
    ("amount", "currency", "millionths"),
    [
        ("0", "EUR", 0),
        ("12.396694", "EUR", 12_396_694),
        ("0.5", "JPY", 500_000),
        ("0.000001", "KWD", 1),
        ("1.1000000000", "EUR", 1_100_000),
        ("999999999999.999999", "CLF", 999_999_999_999_999_999),
    ],
)
def test_a_price_has_six_decimals_in_every_currency(amount: str, currency: str, millionths: int):
    read = price(amount, currency)

    assert read == UnitPrice(millionths, currency)
    assert read.amount == Decimal(amount)
    assert UnitPrice(stored_millionths(read.units, read.rest), currency) == read
    assert 0 <= read.rest < 100


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        ("0.0000001", "too_many_decimals"),
        ("1E-400", "too_many_decimals"),
        ("-0.000001", "amount_out_of_range"),
        ("1000000000000", "amount_out_of_range"),
        ("1000000000001", "amount_out_of_range"),
        ("NaN", "amount_out_of_range"),
        ("sNaN", "amount_out_of_range"),
        ("Infinity", "amount_out_of_range"),
    ],
)
def test_an_invalid_price_is_refused(amount: str, code: str):
    problem = UnitPrice.of(Decimal(amount), "EUR").failure()

    assert problem.code == code
    assert problem.detail


@pytest.mark.parametrize("millionths", [-1, 10**18, 10**18 + 1])
def test_a_price_beyond_the_limit_is_an_error(millionths: int):
    with pytest.raises(ValueError, match="unit price"):
        UnitPrice(millionths, "EUR")


@pytest.mark.parametrize(
    ("amount", "currency", "quantity", "total"),
    [
        ("12.396694", "EUR", 1, "12.40"),
        ("0.125", "EUR", 1, "0.13"),
        ("0.124999", "EUR", 1, "0.12"),
        ("0.005", "EUR", 3, "0.02"),
        ("0.5", "JPY", 1, "1"),
        ("0.499999", "JPY", 1, "0"),
        ("0.5", "JPY", 2, "1"),
        ("0.0005", "KWD", 1, "0.001"),
        ("0.00005", "CLF", 1, "0.0001"),
        ("0.000049", "CLF", 1, "0"),
    ],
)
def test_a_quantitys_price_is_rounded_half_up(
    amount: str, currency: str, quantity: int, total: str
):
    units = price(amount, currency).extended(quantity)

    assert units == Decimal(total) * 10_000


@given(st.data(), currencies, quantities())
def test_rounding_agrees_with_the_decimal_module(data: st.DataObject, currency: str, quantity: int):
    unit = data.draw(unit_prices(currency, 10**13))
    whole = unit.amount * quantity
    places = Decimal(1).scaleb(-DECIMALS[currency])

    units = unit.extended(quantity)

    assert units == whole.quantize(places, ROUND_HALF_UP) * 10_000
    assert units % STEPS[currency] == 0
    by_hand = reference_sums.line_total(
        Fraction(unit.amount), quantity, decimals=DECIMALS[currency]
    )
    assert Fraction(units, 10_000) == by_hand


def test_a_line_is_its_units_less_its_discount():
    reduced = line(quantity=3, price="33.335")

    assert reduced.total == inr("100.01")
    assert discounted("100.01").total == inr(0)


@pytest.mark.parametrize("discount", ["100.02", "200"])
def test_a_discount_above_the_line_is_an_error(discount: str):
    with pytest.raises(ValueError, match="above the price"):
        discounted(discount)


def discounted(discount: str) -> LineItem:
    return LineItem(
        id="pasta",
        product_id="prd-pasta",
        sku="sku-pasta",
        name="Pasta",
        quantity=3,
        selling_price=price("33.335", "INR"),
        discount=inr(discount),
    )
