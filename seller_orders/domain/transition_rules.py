"""Transition rules: the statuses that each status of an order may become (contract, section 2)."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final, TypeAlias

from seller_orders.domain.status import OrderStatus

TransitionRules: TypeAlias = Mapping[OrderStatus, frozenset[OrderStatus]]
"""For each status, the statuses that it may become. A status with no targets is *closed*."""

_CLOSED: Final[frozenset[OrderStatus]] = frozenset()
_ANY: Final = frozenset(OrderStatus)

OPEN: Final[TransitionRules] = {
    OrderStatus.PENDING: _ANY,
    OrderStatus.CONFIRMED: _ANY,
    OrderStatus.PROCESSING: _ANY,
    OrderStatus.SHIPPED: _ANY,
    OrderStatus.REFUNDED: _ANY,
    OrderStatus.DELIVERED: _CLOSED,
    OrderStatus.CANCELLED: _CLOSED,
}
"""Default rules: any status may become any other; delivered and cancelled are closed."""

FORWARD: Final[TransitionRules] = {
    OrderStatus.PENDING: frozenset(
        {
            OrderStatus.CONFIRMED,
            OrderStatus.PROCESSING,
            OrderStatus.SHIPPED,
            OrderStatus.DELIVERED,
            OrderStatus.CANCELLED,
        }
    ),
    OrderStatus.CONFIRMED: frozenset(
        {
            OrderStatus.PROCESSING,
            OrderStatus.SHIPPED,
            OrderStatus.DELIVERED,
            OrderStatus.CANCELLED,
            OrderStatus.REFUNDED,
        }
    ),
    OrderStatus.PROCESSING: frozenset(
        {
            OrderStatus.SHIPPED,
            OrderStatus.DELIVERED,
            OrderStatus.CANCELLED,
            OrderStatus.REFUNDED,
        }
    ),
    OrderStatus.SHIPPED: frozenset({OrderStatus.DELIVERED, OrderStatus.REFUNDED}),
    OrderStatus.DELIVERED: frozenset({OrderStatus.REFUNDED}),
    OrderStatus.CANCELLED: _CLOSED,
    OrderStatus.REFUNDED: _CLOSED,
}
"""Forward only, steps may be skipped; cancelled before shipping, refunded once confirmed."""

RULE_SETS: Final[Mapping[str, TransitionRules]] = {"open": OPEN, "forward": FORWARD}
"""Built-in rule sets, by their name in the configuration."""

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
        yield "the rules are no mapping from each status to its targets"
        return
    for status, targets in rules.items():
        if status not in _STATUSES:
            yield f"{status!r} is no status"
        # A string is a collection of its characters.
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
