import pytest
from hypothesis import given
from hypothesis import strategies as st

from seller_orders.application.order_number_sort_key import number_key
from seller_orders.testing.search_oracle import by_value
from seller_orders.testing.strategies import texts

numbers = st.text("0123456789#-AZaz_ ", min_size=1, max_size=30) | texts(500)


@pytest.mark.parametrize(
    ("less", "more"),
    [
        ("9999", "10000"),
        ("#1001", "#1002"),
        ("A-9", "A-10"),
        ("A-9-2", "A-9-10"),
        ("999999999", "1000000000"),
        ("9" * 400, "1" + "0" * 400),
        ("7", "007A"),
        ("٩", "10"),
        ("#9", "1"),
        ("9", "A1"),
        ("SO-1001", "so-1"),
    ],
)
def test_digits_sort_by_their_value(less: str, more: str):
    assert number_key(less) < number_key(more)


def test_leading_zeros_do_not_count():
    assert number_key("A-007") == number_key("A-7")
    assert number_key("000") == number_key("0")


@given(one=numbers, other=numbers)
def test_keys_sort_as_the_numbers_do(one: str, other: str):
    keys = number_key(one), number_key(other)

    assert (keys[0] < keys[1]) == (by_value(one) < by_value(other))
    assert (keys[0] == keys[1]) == (by_value(one) == by_value(other))


@given(number=texts(500))
def test_keys_fit_their_index(number: str):
    assert len(number_key(number)) <= 600
    assert len(number_key(number).encode()) <= 2_400
