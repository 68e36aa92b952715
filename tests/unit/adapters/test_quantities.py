"""Quantities are whole numbers in any notation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from returns.pipeline import is_successful

from seller_orders.adapters.shared.wire.fulfillment_codec import ItemDocument
from seller_orders.adapters.shared.wire.json_codec import MalformedJsonError, decode
from seller_orders.adapters.shared.wire.order_codec import ImportedLine, LineDocument

WHOLE = {"2.0": 2, "1": 1, "1.00": 1, "2e0": 2, "1E3": 1_000, "1e9": 10**9, "20e-1": 2}


def item(quantity: str) -> bytes:
    return f'{{"id": "l1", "quantity": {quantity}}}'.encode()


@pytest.mark.parametrize("written", WHOLE)
def test_a_whole_number_is_a_quantity(written: str):
    value = decode(ItemDocument, item(written)).unwrap().value()

    assert value.quantity == WHOLE[written]
    assert type(value.quantity) is int


@pytest.mark.parametrize(
    ("written", "code", "detail"),
    [
        ("0.5", "wrong_type", "It must be a whole number, not a fraction."),
        ("1.0000001", "wrong_type", "It must be a whole number, not a fraction."),
        ("1e-99", "wrong_type", "It must be a whole number, not a fraction."),
        ("true", "wrong_type", "It must be a whole number, not true or false."),
        ('"2"', "wrong_type", "It must be a whole number, not a string."),
        ("null", "wrong_type", "It must be a whole number, not null."),
        ("[2]", "wrong_type", "It must be a whole number, not an array."),
        ("0", "out_of_range", "It must be at least 1."),
        ("0.0", "out_of_range", "It must be at least 1."),
        ("-2.0", "out_of_range", "It must be at least 1."),
        ("1000000001", "out_of_range", "It must be at most 1000000000."),
        ("1000000001.0", "out_of_range", "It must be at most 1000000000."),
        ("1e999", "out_of_range", "It must be at most 1000000000."),
        ("1e999999", "out_of_range", "It must be at most 1000000000."),
    ],
)
def test_other_values_are_refused_with_the_rule(written: str, code: str, detail: str):
    (problem,) = decode(ItemDocument, item(written)).failure().problems

    assert (problem.code, problem.detail, problem.path) == (code, detail, ("quantity",))


def line_with(cancelled: str) -> bytes:
    fields = '"id": "l1", "name": "Thing", "quantity": 9, "selling_price": 1'
    return f'{{{fields}, "cancelled_quantity": {cancelled}}}'.encode()


@pytest.mark.parametrize("written", [*WHOLE, "0", "0.0", "-0.0"])
def test_a_count_of_units_may_be_zero(written: str):
    line = decode(ImportedLine, line_with(written)).unwrap().value()

    assert line.cancelled_quantity == WHOLE.get(written, 0)
    assert type(line.cancelled_quantity) is int


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("0.5", "wrong_type"),
        ("-0.5", "wrong_type"),
        ("null", "wrong_type"),
        ("-1", "out_of_range"),
        ("-2.0", "out_of_range"),
        ("1e999", "out_of_range"),
    ],
)
def test_other_counts_of_units_are_refused(written: str, code: str):
    (problem,) = decode(ImportedLine, line_with(written)).failure().problems

    assert (problem.code, problem.path) == (code, ("cancelled_quantity",))


def test_every_wrong_quantity_is_named():
    line = b'{"id": "l1", "name": "Thing", "quantity": 0.5, "selling_price": true}'

    problems = decode(LineDocument, line).failure().problems

    assert {problem.path for problem in problems} == {("quantity",), ("selling_price",)}


@given(st.decimals(-5, 5, places=2) | st.decimals(999_999_990, 1_000_000_010, places=1))
def test_a_decimal_is_a_quantity_if_it_is_whole(number: object):
    written = str(number)
    is_whole = set(written.partition(".")[2]) <= {"0"}
    is_in_range = 1 <= int(written.partition(".")[0]) <= 10**9

    assert is_successful(decode(ItemDocument, item(written))) == (is_whole and is_in_range)


def test_an_exponent_beyond_all_bounds_is_malformed():
    with pytest.raises(MalformedJsonError):
        decode(ItemDocument, item("1e9999999999999999999999"))
