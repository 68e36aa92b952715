"""Policies of an order's status (contract, section 2)."""

from returns.result import Failure, Result, Success

from seller_orders.domain.refusals import OrderIsClosed, OrderIsOpen, Refusal, TransitionNotAllowed
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.transition_rules import TransitionRules


def ensure_transition(
    current: OrderStatus, target: OrderStatus, rules: TransitionRules
) -> Result[OrderStatus, Refusal]:
    """Allow an order's own status and the targets of its rule; a closed order refuses every status.

    >>> ensure_transition(OrderStatus.PENDING, OrderStatus.SHIPPED, OPEN)
    <Success: shipped>
    >>> strict: TransitionRules = {**OPEN, OrderStatus.REFUNDED: frozenset()}
    >>> ensure_transition(OrderStatus.REFUNDED, OrderStatus.PENDING, strict).failure().code
    'order_is_closed'
    """
    targets = rules[current]
    if not targets:
        return Failure(OrderIsClosed(current))
    if target is current or target in targets:
        return Success(target)
    return Failure(TransitionNotAllowed(current, target, targets))


def ensure_archivable(
    current: OrderStatus, rules: TransitionRules
) -> Result[OrderStatus, OrderIsOpen]:
    """Allow archiving an order whose status is closed, that is, has no targets.

    >>> ensure_archivable(OrderStatus.DELIVERED, OPEN)
    <Success: delivered>
    """
    if rules[current]:
        return Failure(OrderIsOpen(current, tuple(each for each in rules if not rules[each])))
    return Success(current)
