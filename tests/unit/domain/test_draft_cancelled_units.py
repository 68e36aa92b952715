"""Cancelled units of a draft's lines at the bounds, in the smallest units that there are."""

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from seller_orders.domain.draft_cancelled_units import check_cancelled_worth, has_valid_units
from seller_orders.domain.draft_checks import DraftReader
from seller_orders.domain.money import Money
from seller_orders.testing.sample_order import line
from tests.support.drafts import priced


def problems_of(**fields: Any) -> list[str | int]:
    reader = DraftReader("INR")
    assert not has_valid_units(evolve(priced("10", 4), **fields), 0, reader)
    return [each.path[-1] for each in reader.problems]


@pytest.mark.parametrize("worth", ["1", "-1"])
def test_units_that_are_not_cancelled_have_no_worth(worth: str):
    assert problems_of(cancelled_worth=Decimal(worth)) == ["cancelled_worth"]
    assert "cancelled_worth" in problems_of(cancelled_quantity=-1, cancelled_worth=Decimal(worth))


@pytest.mark.parametrize("field", ["restock_requested_quantity", "set_aside_quantity"])
def test_units_that_are_not_cancelled_go_nowhere(field: str):
    assert field in problems_of(**{field: 1})


def test_a_line_is_valid_whatever_was_found_before():
    reader = DraftReader("INR")
    for number in range(300):
        reader.require(False, "bad", "It is bad.", number)

    assert has_valid_units(priced("10", 4), 0, reader)


@pytest.mark.parametrize(
    ("total", "worth", "is_refused"),
    [
        (1, 1, False),
        (1, 2, True),
        (0, 0, False),
        (0, 1, True),
        # A total below 0 is a problem of its own.
        (-1, 1, False),
        (-5, 1, False),
    ],
)
def test_cancelled_units_are_worth_at_most_the_total(total: int, worth: int, is_refused: bool):
    reader = DraftReader("INR")
    some = line("pasta", 4, cancelled_quantity=1, cancelled_worth=Money(worth, "INR"))

    check_cancelled_worth([some], total, reader)

    assert [each.code for each in reader.problems] == ["amount_exceeds_total"] * is_refused
