"""Rules of returns: reasons, and conditions of what comes back (contract, section 7)."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from attrs import field, frozen

from seller_orders.domain.values import TEXT_LENGTH, is_writable


@frozen(kw_only=True)
class ReturnCondition:
    """Effect of a condition in which units come back.

    Units that ``arrive`` count as received. Missing ones do not: the line may be returned again.
    ``restocks`` gives the units back to stock.
    """

    restocks: bool = False
    arrives: bool = True


RETURN_CONDITIONS: Final[Mapping[str, ReturnCondition]] = {
    "resellable": ReturnCondition(restocks=True),
    "damaged": ReturnCondition(),
    "missing": ReturnCondition(arrives=False),
    "wrong_item": ReturnCondition(),
}
"""Conditions by name (contract, section 7)."""

RETURN_REASONS: Final = (
    "unwanted",
    "defective",
    "damaged",
    "wrong_item",
    "not_as_described",
    "too_small",
    "too_large",
    "arrived_late",
    "other",
)
"""Usual reasons of a return."""


def _reasons(given: Any) -> Any:
    """Return the reasons as a tuple; a string stays one, for the checks to refuse."""
    return given if isinstance(given, str) or not isinstance(given, Collection) else tuple(given)


def _conditions(given: Any) -> Any:
    """Return a copy, so that later changes of the caller's table have no effect."""
    return dict(given) if isinstance(given, Mapping) else given


@frozen(kw_only=True)
class ReturnRules:
    """Reasons and conditions of returns: plain data, which an embedder may replace.

    If ``other_reasons``, a reason may be any text; ``reasons`` are the usual ones then. ValueError
    names everything that makes no sense.

    >>> ReturnRules(conditions={"lost": ReturnCondition(restocks=True, arrives=False)})
    Traceback (most recent call last):
    ValueError: return rules: units that are lost do not arrive, so they cannot be restocked; ...
    """

    reasons: tuple[str, ...] = field(default=RETURN_REASONS, converter=_reasons)
    other_reasons: bool = True
    conditions: Mapping[str, ReturnCondition] = field(
        default=RETURN_CONDITIONS, converter=_conditions, hash=False
    )

    def __attrs_post_init__(self) -> None:
        """Raise ValueError if a name is no text, or the rules allow no return."""
        faults = [
            *_faults_of_reasons(self.reasons, self.other_reasons),
            *_faults_of_conditions(self.conditions),
        ]
        if faults:
            raise ValueError(f"return rules: {'; '.join(faults)}")


def _faults_of_reasons(reasons: Any, other_reasons: bool) -> Iterator[str]:
    if not isinstance(reasons, tuple):
        yield "the reasons are no list of texts"
        return
    yield from (f"the reason {each!r} {_IS_NO_NAME}" for each in reasons if not _is_name(each))
    if len(set(map(str, reasons))) < len(reasons):
        yield "a reason is listed twice"
    if not reasons and not other_reasons:
        yield "no reason is allowed, so nothing could be returned"


def _faults_of_conditions(conditions: Any) -> Iterator[str]:
    if not isinstance(conditions, Mapping):
        yield "the conditions are no mapping from each name to its effect"
        return
    for name, condition in conditions.items():
        if not _is_name(name):
            yield f"the condition {name!r} {_IS_NO_NAME}"
        if not isinstance(condition, ReturnCondition):
            yield f"the effect of {name} is no ReturnCondition"
        elif condition.restocks and not condition.arrives:
            yield f"units that are {name} do not arrive, so they cannot be restocked"
    effects = conditions.values()
    if not any(isinstance(each, ReturnCondition) and each.arrives for each in effects):
        yield "units arrive in no condition, so nothing could be received"


_IS_NO_NAME: Final = f"is no text of 1 to {TEXT_LENGTH} characters without NUL or lone surrogate"


def _is_name(name: object) -> bool:
    return isinstance(name, str) and 1 <= len(name) <= TEXT_LENGTH and is_writable(name)
