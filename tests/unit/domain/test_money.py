from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seller_orders.domain.currencies import (
    _CODES_BY_DECIMALS,
    _WITHDRAWN_CODES_BY_DECIMALS,
    DECIMALS,
)
from seller_orders.domain.money import Money
from seller_orders.testing.strategies import STEPS, currencies, money

DECIMALS_BY_HAND = {"JPY": 0, "INR": 2, "USD": 2, "KWD": 3, "CLF": 4, "DEM": 2, "TRL": 0}


@pytest.mark.parametrize(
    ("amount", "currency", "units"),
    [
        ("0", "INR", 0),
        ("-0", "INR", 0),
        ("0E-400", "INR", 0),
        ("0E+999", "JPY", 0),
        ("66.17", "INR", 661_700),
        ("66.1700000000000000000000000000000000", "INR", 661_700),
        ("1E+3", "JPY", 10_000_000),
        ("1.234", "KWD", 12_340),
        ("0.0001", "CLF", 1),
        ("999999999999", "JPY", 9_999_999_999_990_000),
        ("999999999999.9999", "CLF", 9_999_999_999_999_999),
    ],
)
def test_an_amount_is_parsed_exactly(amount: str, currency: str, units: int):
    read = Money.of(Decimal(amount), currency).unwrap()

    assert read == Money(units, currency)


@pytest.mark.parametrize(
    ("amount", "currency", "code"),
    [
        ("NaN", "INR", "amount_out_of_range"),
        ("sNaN", "INR", "amount_out_of_range"),
        ("Infinity", "INR", "amount_out_of_range"),
        ("-Infinity", "INR", "amount_out_of_range"),
        ("1E+999", "INR", "amount_out_of_range"),
        ("1E+999999", "INR", "amount_out_of_range"),
        ("1000000000000", "INR", "amount_out_of_range"),
        ("-0.01", "INR", "amount_out_of_range"),
        ("1E-400", "INR", "too_many_decimals"),
        ("1E-999999", "CLF", "too_many_decimals"),
        ("0.1000000000000000000000000000000000001", "INR", "too_many_decimals"),
        ("999999999999.99999999999999999999999999", "CLF", "too_many_decimals"),
        ("0.5", "JPY", "too_many_decimals"),
        ("0.001", "INR", "too_many_decimals"),
        ("0.0001", "KWD", "too_many_decimals"),
        ("0.00001", "CLF", "too_many_decimals"),
        ("1", "inr", "currency_unknown"),
        ("1", "XXX", "currency_unknown"),
        ("1", "", "currency_unknown"),
        ("NaN", "ZZZ", "currency_unknown"),
    ],
)
def test_an_invalid_amount_is_refused(amount: str, currency: str, code: str):
    problem = Money.of(Decimal(amount), currency).failure()

    assert problem.code == code
    assert problem.detail


@given(st.decimals(-2, 2 * 10**12, allow_nan=False) | st.decimals(0, 9, places=5), currencies)
def test_an_amount_needs_the_currencys_decimals(amount: Decimal, currency: str):
    smallest_units = Fraction(amount) * 10 ** DECIMALS_BY_HAND[currency]
    is_money = 0 <= amount < 10**12 and smallest_units.denominator == 1

    read = Money.of(amount, currency).map(lambda found: Fraction(found.amount)).value_or(None)

    assert read == (Fraction(amount) if is_money else None)


@given(currencies.flatmap(money))
def test_an_amount_survives_the_text_round_trip(amount: Money):
    written = str(amount.amount)

    assert Money.of(Decimal(written), amount.currency).unwrap() == amount
    assert set(written) <= set("0123456789.")
    assert not (written.endswith("0") and "." in written)


def test_the_callers_decimal_context_changes_nothing():
    with localcontext(prec=3):
        largest = Money.of(Decimal("999999999999.99"), "USD").unwrap()

        assert str(largest.amount) == "999999999999.99"


def test_currencies_cannot_be_mixed():
    rupees, dollars = Money(10_000, "INR"), Money(10_000, "USD")

    with pytest.raises(ValueError, match="INR and USD"):
        rupees + dollars
    with pytest.raises(ValueError, match="INR and USD"):
        rupees - dollars
    with pytest.raises(ValueError, match="do not mix"):
        _ = rupees < dollars


def test_money_is_not_negative_and_below_the_limit():
    with pytest.raises(ValueError, match="from 0"):
        Money(1, "CLF") - Money(2, "CLF")
    with pytest.raises(ValueError, match="below"):
        Money(10**16, "CLF")


def test_sums_and_comparisons_are_exact():
    dime = Money.of(Decimal("0.10"), "USD").unwrap()
    two = dime + dime

    assert two + dime == Money(3_000, "USD")
    assert two + dime - dime == two
    assert dime < two
    assert two > dime
    assert dime >= Money(1_000, "USD")
    assert not dime < Money(1_000, "USD")
    assert not Money.zero("USD")
    assert dime


def test_text_of_money_has_its_currency():
    assert str(Money(4_723_800, "USD")) == "472.38 USD"


@pytest.mark.parametrize(
    ("code", "decimals"),
    [*DECIMALS_BY_HAND.items(), ("EUR", 2), ("KRW", 0), ("BHD", 3), ("UYW", 4), ("CHF", 2)],
)
def test_currencies_have_their_decimals(code: str, decimals: int):
    assert DECIMALS[code] == decimals


@pytest.mark.parametrize(
    ("code", "decimals"),
    [("BGN", 2), ("HRK", 2), ("FRF", 2), ("ITL", 0), ("ESP", 0), ("ZWL", 2), ("ANG", 2)],
)
def test_withdrawn_currencies_are_known(code: str, decimals: int):
    assert DECIMALS[code] == decimals


def test_each_currency_is_listed_once():
    listed = [*_CODES_BY_DECIMALS.values(), *_WITHDRAWN_CODES_BY_DECIMALS.values()]
    codes = " ".join(listed).split()

    assert len(codes) == len(set(codes)) == len(DECIMALS) > 270
    assert all(len(code) == 3 and code.isupper() for code in codes)


@pytest.mark.parametrize("code", ["XAU", "XDR", "XTS", "XXX", "XFO", "BTC"])
def test_metals_and_test_codes_are_no_currencies(code: str):
    assert code not in DECIMALS


def test_strategy_steps_are_the_smallest_amounts():
    assert {code: 10_000 // 10**places for code, places in DECIMALS_BY_HAND.items()} == STEPS


@pytest.mark.parametrize("others", [("EUR", "INR"), ("INR", "EUR")])
def test_currencies_cannot_be_mixed_in_either_order(others: tuple[str, str]):
    one, other = (Money(1, currency) for currency in others)

    with pytest.raises(ValueError, match="do not mix"):
        _ = one + other


def test_currencies_are_compared_by_value():
    assert Money(1, "INR") + Money(1, "".join(["I", "NR"])) == Money(2, "INR")


def test_money_above_the_limit_is_refused():
    with pytest.raises(ValueError, match="below"):
        Money(10**16 + 1, "INR")


def test_the_smallest_amount_is_true():
    assert Money(1, "CLF")
