"""Check of transition rules that somebody else wrote."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from seller_orders.domain.status import OrderStatus, TransitionRules

_STATUSES: Final = tuple(map(str, OrderStatus))


def ensure_complete(rules: Mapping[OrderStatus, Collection[OrderStatus]]) -> TransitionRules:
    """Return the rules with a set of targets for every status.

    Statuses may be plain strings, and targets any collection of them. ValueError names every
    status that is missing or unknown and every unknown target.

    >>> misspelt = {**dict.fromkeys(OrderStatus, ()), "pending": ["shiped"]}
    >>> ensure_complete(misspelt)
    Traceback (most recent call last):
    ValueError: transition rules: the target 'shiped' of pending is no status; ...
    """
    faults = [*_faults(rules)]
    if faults:
        raise ValueError(
            f"transition rules: {'; '.join(faults)}; the statuses are {', '.join(_STATUSES)}"
        )
    return {
        OrderStatus(status): frozenset(map(OrderStatus, targets))
        for status, targets in rules.items()
    }


def _faults(rules: Any) -> Iterator[str]:
    if not isinstance(rules, Mapping):
        yield "they are no mapping from each status to its targets"
        return
    for status, targets in rules.items():
        if status not in _STATUSES:
            yield f"{status!r} is no status"
        # The characters of a string are a collection too.
        if isinstance(targets, str) or not isinstance(targets, Collection):
            yield f"the targets of {status} are no set of statuses"
        else:
            yield from (
                f"the target {target!r} of {status} is no status"
                for target in targets
                if target not in _STATUSES
            )
    if missing := [status for status in _STATUSES if status not in rules]:
        yield f"there is no rule for {', '.join(missing)}"
