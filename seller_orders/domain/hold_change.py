"""Changes of an order that make and release holds (contract, section 7)."""

from collections.abc import Collection
from typing import TypeVar

from seller_orders.domain.hold import Hold, HoldRequest
from seller_orders.domain.order_state import OrderState
from seller_orders.domain.timeline import Change, ChangeType, Fact, time_fact
from seller_orders.domain.timeline_facts import released_facts

S = TypeVar("S", bound=OrderState)


def add_hold(order: S, request: HoldRequest, hold_id: str, change: Change) -> S:
    """Hold an order or some of its lines; a policy allowed the request.

    The change releases an expired hold that has the same handle.
    """
    hold = Hold(
        id=hold_id,
        reason=request.reason,
        note=request.note,
        items=request.items,
        until=request.until,
        handle=request.handle,
        created_at=change.at,
    )
    former = tuple(
        each
        for each in order.holds
        if each.handle is not None and each.handle == hold.handle and not each.is_open(change.at)
    )
    items: list[Fact] = [*hold.items]
    return order.next_version(
        ChangeType.HELD,
        change,
        data={
            "hold_id": hold.id,
            "reason": hold.reason.value,
            "items": items,
            "until": None if hold.until is None else time_fact(hold.until),
            "handle": hold.handle,
            **released_facts(former),
        },
        holds=(*(each for each in order.holds if each not in former), hold),
    )


def release(order: S, holds: Collection[Hold], change: Change) -> S:
    """Release holds of an order in one change; without holds, return the order itself."""
    if not holds:
        return order
    released = frozenset(holds)
    return order.next_version(
        ChangeType.RELEASED,
        change,
        data=released_facts(holds),
        holds=tuple(each for each in order.holds if each not in released),
    )
