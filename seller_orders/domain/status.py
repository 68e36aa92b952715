"""The statuses of an order and the rule sets by which it moves (contract, section 2)."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, TypeAlias

from returns.result import Failure, Result, Success

from seller_orders.domain.refusals import OrderIsClosed, OrderIsOpen, Refusal, TransitionNotAllowed


class OrderStatus(StrEnum):
    """Where the order stands."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    PROCESSING = "processing"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"


HANDING_OVER: Final = frozenset({OrderStatus.SHIPPED, OrderStatus.DELIVERED})
"""An order that is set to one of these has handed its active fulfillments over."""


class FulfillmentProgress(StrEnum):
    """An order's ``fulfillment_status``: how much of it is in active fulfillments."""

    UNFULFILLED = "unfulfilled"
    PARTIAL = "partial"
    FULFILLED = "fulfilled"


TransitionRules: TypeAlias = Mapping[OrderStatus, frozenset[OrderStatus]]
"""For each status, the statuses that it may become. One with no targets is *closed*."""

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
"""The default: anything may become anything, but delivered and cancelled are closed (the seed)."""

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
"""Forward only, skipping allowed; cancelled before shipping, refunded once confirmed."""

RULE_SETS: Final[Mapping[str, TransitionRules]] = {"open": OPEN, "forward": FORWARD}
"""The rule sets that ship, by the name that the configuration uses."""


def ensure_transition(
    current: OrderStatus, target: OrderStatus, rules: TransitionRules
) -> Result[OrderStatus, Refusal]:
    """Allow a status: a closed order refuses all, its own included; an open one takes its own.

    >>> ensure_transition(OrderStatus.PENDING, OrderStatus.SHIPPED, OPEN)
    <Success: shipped>
    >>> for_good: TransitionRules = {**OPEN, OrderStatus.REFUNDED: frozenset()}
    >>> ensure_transition(OrderStatus.REFUNDED, OrderStatus.PENDING, for_good).failure().code
    'order_is_closed'
    """
    targets = rules[current]
    if not targets:
        return Failure(OrderIsClosed(current))
    if target is current or target in targets:
        return Success(target)
    return Failure(TransitionNotAllowed(current, target, tuple(targets)))


def ensure_archivable(
    current: OrderStatus, rules: TransitionRules
) -> Result[OrderStatus, OrderIsOpen]:
    """Allow to archive an order that is closed: it has nowhere to move (the seed's DELETE).

    >>> ensure_archivable(OrderStatus.DELIVERED, OPEN)
    <Success: delivered>
    """
    if rules[current]:
        return Failure(OrderIsOpen(current, tuple(each for each in rules if not rules[each])))
    return Success(current)
