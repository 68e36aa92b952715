from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seller_orders.adapters.outbound.sql.orders.order_numbering import free_number

TAKEN = {
    "none": range(0),
    "one": [1001],
    "a run of 30,000": range(1001, 31001),
    "a run of a million": range(1001, 1_001_001),
    "every second": range(1001, 61001, 2),
    "all but every tenth": [number for number in range(1001, 34000) if number % 10],
    "a run below the first": range(900, 1001),
    "all that the first look-up asks for": [1001, *(1001 + 2**exponent for exponent in range(31))],
}


def look_ups(first: int, taken: frozenset[int]) -> tuple[int, list[int]]:
    """Return the number found and the size of each look-up."""
    sizes = list[int]()

    def which_are_taken(numbers: Sequence[int]) -> frozenset[int]:
        sizes.append(len(numbers))
        return taken.intersection(numbers)

    return free_number(first, which_are_taken), sizes


@pytest.mark.parametrize("name", TAKEN)
def test_few_look_ups_find_a_free_number(name: str):
    taken = frozenset(TAKEN[name])

    number, sizes = look_ups(1001, taken)

    assert number not in taken
    assert number == 1001 or number - 1 in taken
    assert len(sizes) <= 10
    assert max(sizes) <= 128


def test_the_end_of_a_run_is_found():
    assert look_ups(1001, frozenset(range(1001, 31001)))[0] == 31001


@given(first=st.integers(1, 50), taken=st.frozensets(st.integers(1, 300)))
def test_a_free_number_is_the_first_or_follows_a_taken_one(first: int, taken: frozenset[int]):
    number, sizes = look_ups(first, taken)

    assert number >= first
    assert number not in taken
    assert number == first or number - 1 in taken
    assert len(sizes) <= 10
