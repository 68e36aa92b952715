"""Order numbers are compared in composed characters and without blanks around them."""

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from returns.pipeline import is_successful

from seller_orders.domain.order_number_normalization import normalized_number
from seller_orders.testing.sample_order import order
from seller_orders.testing.strategies import draft_of
from tests.support.drafts import assembled, draft

# Decomposed and composed, written by hand.
COMPOSED = {
    "e\u0301": "\u00e9",
    "u\u0308": "\u00fc",
    "I\u0307": "\u0130",
    "c\u0327": "\u00e7",
    "\u1100\u1161": "\uac00",
    "\u212b": "\u00c5",
    "A": "A",
    "#": "#",
    "7": "7",
    "\ufb01": "\ufb01",
}
BLANKS = [" ", "\t", "\n", "\u00a0", "\u2003", "\u3000"]

blanks = st.lists(st.sampled_from(BLANKS), max_size=3).map("".join)


@given(st.lists(st.sampled_from([*COMPOSED, " "]), min_size=1, max_size=8), blanks, blanks)
def test_forms_of_one_number_are_equal(written: list[str], before: str, after: str):
    composed = "".join(COMPOSED.get(part, part) for part in written).strip(" ")

    number = normalized_number(before + "".join(written) + after)

    assert number == composed
    assert normalized_number(number) == number


@pytest.mark.parametrize(("one", "other"), [("A1", "a1"), ("A 1", "A1"), ("01", "1"), ("①", "1")])
def test_other_numbers_differ(one: str, other: str):
    assert normalized_number(one) != normalized_number(other)


def test_a_draft_has_the_normalized_number():
    assert draft(order_number=" Cafe\u0301-1\u00a0").order_number == "Caf\u00e9-1"
    assert draft(order_number=None).order_number is None


# The character has two code points in NFC.
@pytest.mark.parametrize("number", ["", " ", "\t\n", "x" * 501, "\u0958" * 251])
def test_a_number_has_1_to_500_characters(number: str):
    refused = assembled(draft(order_number=number))

    (problem,) = refused.failure().problems
    assert (problem.code, problem.path) == ("out_of_range", ("order_number",))


@pytest.mark.parametrize("number", [" A ", "x" * 500, f" {'x' * 500}\n", "\u0958" * 250])
def test_numbers_at_the_limit_are_taken(number: str):
    assert is_successful(assembled(draft(order_number=number)))


def test_numbers_of_earlier_releases_can_be_read():
    stored = order(number="A1 ")

    assert stored.number == "A1 "
    assert draft_of(evolve(stored, number="A1 ")).order_number == "A1"
