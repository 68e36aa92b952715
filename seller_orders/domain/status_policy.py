"""Policies of an order's status (contract, section 2)."""

from returns.result import Failure, Result, Success

from seller_orders.domain.refusals import OrderIsClosed, OrderIsOpen, Refusal, TransitionNotAllowed
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.transition_rules import TransitionRules


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
