"""Tables of transitions that a domain sets up: checked, and completed to rules."""

from collections.abc import Collection, Iterator, Mapping
from typing import Final, TypeAlias

from returns.result import Failure, Result, Success

from seller_orders.domain.refusals import FieldProblem
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.transition_rules import TransitionRules

TransitionTable: TypeAlias = Mapping[OrderStatus, Collection[OrderStatus]]
"""Targets of each status that a domain uses. No order enters a status that is left out."""

_FIRST: Final = OrderStatus.PENDING


def rules_of(table: TransitionTable) -> Result[TransitionRules, tuple[FieldProblem, ...]]:
    """Return the rules of a table, or its problems, with paths below the table.

    An order that is in a status which the table leaves out may take any status of the table.

    >>> table = {"pending": ["delivered"], "delivered": [], "cancelled": []}
    >>> [problem.detail for problem in rules_of(table).failure()]
    ['No order can reach cancelled from pending: add a way to it, or leave it out of the table.']
    """
    problems = tuple(_problems(table))
    if problems:
        return Failure(problems)
    used = frozenset(map(OrderStatus, table))
    return Success(
        {
            status: frozenset(map(OrderStatus, table[status])) if status in used else used
            for status in OrderStatus
        }
    )


def table_of(rules: TransitionRules) -> TransitionTable:
    """Return the table of rules, without the statuses that it left out."""
    used = _reachable(rules, _FIRST)
    return {
        status: sorted(targets, key=[*OrderStatus].index)
        for status, targets in rules.items()
        if status in used or targets != used
    }


def _problems(table: TransitionTable) -> Iterator[FieldProblem]:
    if _FIRST not in table:
        detail = f"{_FIRST} is missing: every order starts in it."
        yield FieldProblem("required", detail, (_FIRST.value,))
        return
    unknown = [(s, target) for s in table for target in table[s] if target not in table]
    for status, target in unknown:
        detail = f"{target} is a target of {status}, but the table has no targets of its own for it"
        yield FieldProblem("unknown_value", f"{detail}: add it, or leave it out.", (status,))
    if unknown:
        return
    closed = frozenset(status for status in table if not table[status])
    if not closed:
        detail = "No status is closed: leave at least one without targets, such as delivered."
        yield FieldProblem("no_closed_status", detail)
    reached = _reachable(table, _FIRST)
    for status in table:
        if status not in reached:
            detail = f"No order can reach {status} from {_FIRST}: add a way to it, or leave it out"
            yield FieldProblem("unreachable", f"{detail} of the table.", (status,))
        if closed and not closed & _reachable(table, status):
            detail = f"No closed status can be reached from {status}: add a way to one"
            yield FieldProblem("unleavable", f"{detail}, such as cancelled.", (status,))


def _reachable(table: TransitionTable, start: OrderStatus) -> frozenset[OrderStatus]:
    """Return the statuses that an order can reach from a status, which is one of them."""
    reached, waiting = {start}, [start]
    while waiting:
        new = {*table[waiting.pop()]} - reached
        reached |= new
        waiting.extend(new)
    return frozenset(reached)
