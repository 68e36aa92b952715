"""Validation of an installation's own rules of returns."""

from typing import Any

import pytest

from seller_orders.domain.return_rules import (
    RETURN_CONDITIONS,
    RETURN_REASONS,
    ReturnCondition,
    ReturnRules,
)

KEPT = ReturnCondition()
LOST = ReturnCondition(arrives=False)


def test_the_defaults_are_those_of_the_contract():
    """Resellable alone restocks; missing alone does not count as received."""
    rules = ReturnRules()

    assert rules.conditions == RETURN_CONDITIONS
    assert [name for name, each in rules.conditions.items() if each.restocks] == ["resellable"]
    assert [name for name, each in rules.conditions.items() if not each.arrives] == ["missing"]
    assert [*rules.conditions] == ["resellable", "damaged", "missing", "wrong_item"]
    assert (rules.reasons, rules.other_reasons) == (RETURN_REASONS, True)


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"reasons": "other"}, "the reasons are no list of texts"),
        ({"reasons": 1}, "the reasons are no list of texts"),
        ({"reasons": ["a", ""]}, "the reason '' is no text of 1 to 500 characters"),
        ({"reasons": ["a" * 501]}, "is no text of 1 to 500 characters"),
        ({"reasons": ["a\0"]}, "without NUL or lone surrogate"),
        ({"reasons": [1]}, "the reason 1 is no text"),
        ({"reasons": ["a", "b", "a"]}, "a reason is listed twice"),
        (
            {"reasons": [], "other_reasons": False},
            "no reason is allowed, so nothing could be returned",
        ),
        ({"conditions": ["damaged"]}, "no mapping from each name to its effect"),
        ({"conditions": {"": KEPT}}, "the condition '' is no text"),
        ({"conditions": {1: KEPT}}, "the condition 1 is no text"),
        ({"conditions": {"a": KEPT, "b": True}}, "the effect of b is no ReturnCondition"),
        (
            {"conditions": {"a": KEPT, "b": ReturnCondition(restocks=True, arrives=False)}},
            "units that are b do not arrive, so they cannot be restocked",
        ),
        ({"conditions": {}}, "units arrive in no condition, so nothing could be received"),
        ({"conditions": {"lost": LOST}}, "units arrive in no condition"),
    ],
)
def test_rules_that_make_no_sense_are_refused(fields: dict[str, Any], fault: str):
    with pytest.raises(ValueError, match=f"return rules: .*{fault}") as refused:
        ReturnRules(**fields)

    assert str(refused.value).count(";") == 0


def test_all_faults_are_named_at_once():
    with pytest.raises(ValueError, match=r"the reason 1 is no text.*; .*in no condition"):
        ReturnRules(reasons=(1,), conditions={})


@pytest.mark.parametrize(
    "fields",
    [
        {"reasons": []},
        {"reasons": ["a" * 500], "other_reasons": False},
        {"conditions": {"a": KEPT}},
        {"conditions": {"lost": LOST, "fine": ReturnCondition(restocks=True)}},
    ],
)
def test_rules_that_allow_returns_are_taken(fields: dict[str, Any]):
    rules = ReturnRules(**fields)

    assert rules.conditions == fields.get("conditions", RETURN_CONDITIONS)
    assert rules.reasons == tuple(fields.get("reasons", RETURN_REASONS))


def test_rules_keep_what_they_were_given():
    table, reasons = {"a": KEPT}, ["x"]
    rules = ReturnRules(reasons=reasons, conditions=table)
    table["b"], reasons[0] = KEPT, "y"

    assert (rules.reasons, [*rules.conditions]) == (("x",), ["a"])
    assert hash(rules) == hash(ReturnRules(reasons=("x",)))
