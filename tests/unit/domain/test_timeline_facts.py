"""Facts of a timeline entry that can be stored on every database."""

from decimal import Decimal

import pytest

from seller_orders.domain.timeline import Fact, problem_of_facts


@pytest.mark.parametrize(
    "fact",
    [
        "x" * 10_000,
        -(2**63),
        2**63 - 1,
        0.1,
        Decimal("1." + "1" * 30),
        Decimal("1e18"),
        True,
        None,
        [],
        {"a": [{"b": Decimal("-0.5")}]},
    ],
    ids=lambda fact: str(fact)[:20],
)
def test_a_storable_fact_has_no_problem(fact: Fact):
    assert problem_of_facts({"fact": fact}) is None


@pytest.mark.parametrize(
    ("fact", "code"),
    [
        ("a\0", "bad_characters"),
        ("\ud800", "bad_characters"),
        (2**63, "out_of_range"),
        (-(2**63) - 1, "out_of_range"),
        (Decimal("1e200000"), "out_of_range"),
        (Decimal("1e-31"), "out_of_range"),
        (Decimal("NaN"), "out_of_range"),
        (float("inf"), "out_of_range"),
    ],
    ids=lambda fact: ascii(fact)[:20],
)
def test_a_fact_that_cannot_be_stored_is_located(fact: Fact, code: str):
    found = problem_of_facts({"a": [1, {"b": fact}]})

    assert found is not None
    assert (found.code, found.path) == (code, ("a", 1, "b"))


def test_names_follow_the_rule_of_texts():
    found = problem_of_facts({"a": {"b\0": 1}})

    assert found is not None
    assert (found.code, found.path) == ("bad_characters", ("a",))
