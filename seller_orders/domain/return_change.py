"""Changes of an order that create a return, move it, or receive units (contract, section 7)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from attrs import evolve

from seller_orders.domain.order import Order
from seller_orders.domain.order_return import ReceivedUnits, Return, ReturnedItem, ReturnStatus
from seller_orders.domain.return_request import ReceivedItem, ReturnRequest
from seller_orders.domain.return_rules import ReturnRules
from seller_orders.domain.stock import RestockCause, restock_of
from seller_orders.domain.timeline import Change, ChangeType, Fact
from seller_orders.domain.timeline_facts import restock_facts
from seller_orders.domain.values import Tracking


def add_return(
    order: Order,
    items: tuple[ReturnedItem, ...],
    request: ReturnRequest,
    return_id: str,
    change: Change,
) -> Order:
    """Add a return of the units ``items``, which a policy allowed, as requested."""
    added = Return(
        id=return_id,
        items=items,
        note=request.note,
        tracking=request.tracking,
        created_at=change.at,
        updated_at=change.at,
    )
    facts: list[Fact] = [
        {"id": item.id, "quantity": item.quantity, "reason": item.reason} for item in items
    ]
    return order.next_version(
        ChangeType.RETURN_CREATED,
        change,
        moved=(None, added.status),
        data={"return_id": return_id, "items": facts},
        returns=(*order.returns, added),
    )


def set_return_status(
    order: Order,
    current: Return,
    status: ReturnStatus,
    change: Change,
    tracking: tuple[Tracking, ...] | None = None,
) -> Order:
    """Set the status of a return, and its tracking unless that is None.

    Returns the order itself if both stay as they are.
    """
    tracking = current.tracking if tracking is None else tracking
    if (status, tracking) == (current.status, current.tracking):
        return order
    return order.next_version(
        ChangeType.RETURN_UPDATED,
        change,
        moved=_moved(current, status),
        data={"return_id": current.id},
        returns=_with_updated(
            order.returns, evolve(current, status=status, tracking=tracking, updated_at=change.at)
        ),
    )


def receive(
    order: Order,
    current: Return,
    items: Sequence[ReceivedItem],
    rules: ReturnRules,
    change: Change,
) -> Order:
    """Add received units to a return; it becomes received.

    Units in a condition that restocks go back to stock.
    """
    back = defaultdict[str, int](int)
    units = defaultdict[str, list[ReceivedUnits]](list)
    for each in items:
        arrived = rules.conditions[each.condition].arrives
        units[each.id].append(
            ReceivedUnits(quantity=each.quantity, condition=each.condition, arrived=arrived)
        )
        if rules.conditions[each.condition].restocks:
            back[each.id] += each.quantity
    restocks = restock_of(RestockCause.RETURN, change.id, back, order.lines, change.at)
    facts: list[Fact] = [
        {"id": each.id, "quantity": each.quantity, "condition": each.condition} for each in items
    ]
    received = evolve(
        current,
        status=ReturnStatus.RECEIVED,
        items=tuple(
            evolve(item, received=(*item.received, *units[item.id])) for item in current.items
        ),
        updated_at=change.at,
    )
    return order.next_version(
        ChangeType.RETURN_UPDATED,
        change,
        moved=_moved(current, received.status),
        data={"return_id": current.id, "items": facts, **restock_facts(restocks)},
        returns=_with_updated(order.returns, received),
        restocks=(*order.restocks, *restocks),
    )


def _with_updated(returns: Iterable[Return], updated: Return) -> tuple[Return, ...]:
    return tuple(updated if each.id == updated.id else each for each in returns)


def _moved(current: Return, status: ReturnStatus) -> tuple[str, str] | None:
    return None if status is current.status else (current.status, status)
