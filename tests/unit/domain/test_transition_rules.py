"""Check of custom transition rules."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seller_orders.domain.status import OrderStatus
from seller_orders.domain.transition_rules import FORWARD, OPEN, TransitionRules, ensure_complete
from seller_orders.testing import reference_rules

statuses = st.sampled_from(reference_rules.STATUSES)
collections = st.sampled_from([set, frozenset, list, tuple])
unknown = st.text(max_size=9).filter(lambda text: text not in reference_rules.STATUSES)


@st.composite
def complete_rules(draw: st.DrawFn) -> dict[Any, Any]:
    """Draw rules for every status, as strings or members, with targets in any collection."""
    as_name = draw(st.sampled_from([str, OrderStatus]))
    return {
        as_name(status): draw(collections)(map(as_name, draw(st.sets(statuses))))
        for status in draw(st.permutations(reference_rules.STATUSES))
    }


@given(complete_rules())
def test_complete_rules_are_returned_as_sets(rules: dict[Any, Any]):
    kept = ensure_complete(rules)

    assert kept == {status: frozenset(targets) for status, targets in rules.items()}
    assert all(
        isinstance(status, OrderStatus) for status in (*kept, *frozenset().union(*kept.values()))
    )


@given(
    complete_rules(), st.sets(statuses, min_size=1), st.dictionaries(statuses, unknown, min_size=1)
)
def test_every_fault_of_the_rules_is_named(
    rules: dict[Any, Any], missing: set[str], misspelt: dict[str, str]
):
    for status, target in misspelt.items():
        rules[status] = [*rules[status], target]
    for status in missing:
        del rules[status]

    with pytest.raises(ValueError, match="transition rules: ") as refused:
        ensure_complete(rules)

    said = str(refused.value).partition("; the statuses are ")[0]
    named = said.rpartition("there is no rule for ")[2].split(", ")
    assert set(named) == missing
    for status in misspelt.keys() - missing:
        assert f"the target {misspelt[status]!r} of {status} is no status" in said


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (lambda rules: {**rules, "returned": ()}, "'returned' is no status"),
        (lambda rules: {**rules, None: ()}, "None is no status"),
        (lambda rules: {**rules, "pending": "shipped"}, "targets of pending are no set"),
        (lambda rules: {**rules, "pending": None}, "targets of pending are no set"),
        (lambda rules: {**rules, "pending": [["shipped"]]}, "target .'shipped'. of pending"),
        (lambda rules: list(rules), "no mapping"),
        (lambda _: None, "no mapping"),
        (lambda _: {}, "no rule for pending, confirmed, .*, refunded;"),
    ],
)
def test_malformed_rules_are_refused(
    wrong: Callable[[TransitionRules], Mapping[Any, Any]], named: str
):
    with pytest.raises(ValueError, match=named):
        ensure_complete(wrong(OPEN))


def test_checked_rules_are_a_copy():
    own = {**FORWARD}
    kept = ensure_complete(own)

    del own[OrderStatus.SHIPPED]

    assert kept == FORWARD
