"""Checks of rules of returns that a domain sets."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from seller_orders.domain.refusals import FieldProblem
from seller_orders.domain.return_rules import ReturnCondition
from seller_orders.domain.values import TEXT_LENGTH, is_writable

MAX_REASONS: Final = 200
MAX_CONDITIONS: Final = 100


def problems_of_returns(
    reasons: Sequence[str], *, other_reasons: bool, conditions: Mapping[str, ReturnCondition]
) -> Iterator[FieldProblem]:
    """Return what is wrong with the parts of rules; without problems ``ReturnRules`` takes them."""
    yield from (each.within("reasons") for each in _problems_of_reasons(reasons, other_reasons))
    yield from (each.within("conditions") for each in _problems_of_conditions(conditions))


def _problems_of_reasons(reasons: Sequence[str], other_reasons: bool) -> Iterator[FieldProblem]:
    if not reasons and not other_reasons:
        detail = "It must have at least one reason, unless other_reasons is true."
        yield FieldProblem("out_of_range", detail)
    if len(reasons) > MAX_REASONS:
        yield FieldProblem("out_of_range", f"It must have at most {MAX_REASONS} reasons.")
    seen = set[str]()
    for index, reason in enumerate(reasons):
        if not _is_name(reason):
            yield FieldProblem("out_of_range", _NAME_RULE, (index,))
        elif reason in seen:
            yield FieldProblem("duplicate", f"{reason} is listed twice.", (index,))
        seen.add(reason)


def _problems_of_conditions(conditions: Mapping[str, ReturnCondition]) -> Iterator[FieldProblem]:
    if not any(condition.arrives for condition in conditions.values()):
        detail = "Units must arrive in at least one condition; otherwise none could be received."
        yield FieldProblem("out_of_range", detail)
    if len(conditions) > MAX_CONDITIONS:
        yield FieldProblem("out_of_range", f"It must have at most {MAX_CONDITIONS} conditions.")
    for name, condition in conditions.items():
        if not _is_name(name):
            yield FieldProblem("out_of_range", _NAME_RULE, (name,))
        if condition.restocks and not condition.arrives:
            detail = "Units that do not arrive cannot be restocked: set one of the two to false."
            yield FieldProblem("invalid", detail, (name, "restocks"))


_NAME_RULE: Final = f"It must be 1 to {TEXT_LENGTH} characters without NUL or lone surrogate."


def _is_name(name: str) -> bool:
    return 1 <= len(name) <= TEXT_LENGTH and is_writable(name)
