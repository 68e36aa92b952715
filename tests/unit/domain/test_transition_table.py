"""Tables of transitions, against an oracle that follows paths by hand."""

from itertools import chain, combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from returns.pipeline import is_successful

from seller_orders.domain.status import OrderStatus
from seller_orders.domain.transition_rules import FORWARD, OPEN
from seller_orders.domain.transition_table import TransitionTable, rules_of, table_of
from seller_orders.testing.reference_rules import STATUSES

SMALL = [OrderStatus.PENDING, OrderStatus.CONFIRMED, OrderStatus.CANCELLED]

tables = st.dictionaries(
    st.sampled_from([*OrderStatus]), st.lists(st.sampled_from([*OrderStatus]), max_size=3)
)


@st.composite
def consistent_tables(draw: st.DrawFn) -> TransitionTable:
    """Draw tables whose targets are all in them, with pending."""
    used = [OrderStatus.PENDING, *draw(st.sets(st.sampled_from([*OrderStatus])))]
    return {status: draw(st.lists(st.sampled_from(used), max_size=2)) for status in used}


def follows(table: TransitionTable, start: str, end: str) -> bool:
    """Say whether some walk of at most seven steps leads from one status to another."""
    ends = {start}
    for _ in range(len(STATUSES)):
        ends = ends | {target for status in ends for target in table[status]}  # type: ignore[index]
    return end in ends


def wrong(table: TransitionTable) -> set[tuple[str, tuple[object, ...]]]:
    """Return the code and path of everything that is wrong with a table, by the rules' words."""
    if "pending" not in table:
        return {("required", ("pending",))}
    strangers = {status for status in table for target in table[status] if target not in table}
    if strangers:
        return {("unknown_value", (status,)) for status in strangers}
    closed = [status for status in table if not table[status]]
    found: set[tuple[str, tuple[object, ...]]] = set()
    if not closed:
        found.add(("no_closed_status", ()))
    for status in table:
        if not follows(table, "pending", status):
            found.add(("unreachable", (status,)))
        if closed and not any(follows(table, status, end) for end in closed):
            found.add(("unleavable", (status,)))
    return found


def subsets(of: list[OrderStatus]) -> list[tuple[OrderStatus, ...]]:
    return [*chain.from_iterable(combinations(of, size) for size in range(len(of) + 1))]


def named(table: TransitionTable) -> set[tuple[str, tuple[object, ...]]]:
    outcome = rules_of(table)
    problems = () if is_successful(outcome) else outcome.failure()
    return {(problem.code, problem.path) for problem in problems}


def test_every_small_table_is_judged_as_the_oracle_judges_it():
    """All tables over three statuses, targets of any of them: 731 of all kinds."""
    kinds = set()
    for used in subsets(SMALL):
        for targets in product(subsets(SMALL), repeat=len(used)):
            table = dict(zip(used, targets, strict=True))
            assert named(table) == wrong(table), table
            kinds.add(frozenset(code for code, _ in wrong(table)))
    assert {code for each in kinds for code in each} == {
        "required",
        "unknown_value",
        "no_closed_status",
        "unreachable",
        "unleavable",
    }
    assert frozenset() in kinds


@given(tables | consistent_tables())
def test_a_table_is_judged_as_the_oracle_judges_it(table: TransitionTable):
    assert named(table) == wrong(table)


@given(consistent_tables())
def test_a_good_table_is_completed_and_written_back(table: TransitionTable):
    outcome = rules_of(table)
    if not is_successful(outcome):
        return
    rules = outcome.unwrap()

    assert {*rules} == {*OrderStatus}
    for status in OrderStatus:
        # An order in a status that the shop does not use can take any that it uses.
        assert rules[status] == frozenset(table.get(status, table))
    written = table_of(rules)
    assert {status: frozenset(written[status]) for status in written} == {
        status: frozenset(table[status]) for status in table
    }


@pytest.mark.parametrize("rules", [OPEN, FORWARD])
def test_the_built_in_rules_are_good_tables(rules: TransitionTable):
    assert rules_of(rules).unwrap() == rules
    assert rules_of(table_of(rules)).unwrap() == rules  # type: ignore[arg-type]


def test_each_problem_says_what_would_have_to_change():
    table = {"pending": ["confirmed"], "confirmed": ["pending"], "cancelled": [], "shipped": []}

    details = [problem.detail for problem in rules_of(table).failure()]  # type: ignore[arg-type]

    assert details == [
        "No closed status can be reached from pending: add a way to one, such as cancelled.",
        "No closed status can be reached from confirmed: add a way to one, such as cancelled.",
        "No order can reach cancelled from pending: add a way to it, or leave it out of the table.",
        "No order can reach shipped from pending: add a way to it, or leave it out of the table.",
    ]


@pytest.mark.parametrize(
    ("targets", "is_written"),
    [
        (["pending", "cancelled"], False),
        (["cancelled"], True),
        (["pending", "cancelled", "shipped"], True),
        (["shipped"], True),
        ([], True),
    ],
)
def test_a_status_that_is_never_entered_is_written_if_it_has_targets_of_its_own(
    targets: list[str], is_written: bool
):
    pending, cancelled = OrderStatus.PENDING, OrderStatus.CANCELLED
    rules = dict.fromkeys(OrderStatus, frozenset({pending, cancelled}))
    rules |= {pending: frozenset({cancelled}), cancelled: frozenset()}
    rules[OrderStatus.CONFIRMED] = frozenset(map(OrderStatus, targets))

    written = table_of(rules)

    assert {*written} == {pending, cancelled} | ({OrderStatus.CONFIRMED} if is_written else set())
