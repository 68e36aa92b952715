"""Orders whose returns change, as the timeline has it."""

from attrs import evolve

from seller_orders.domain.order import Order
from seller_orders.domain.order_return import ReceivedUnits, Return, ReturnedItem, ReturnStatus
from seller_orders.domain.timeline import ChangeType, Fact
from seller_orders.domain.values import Tracking
from seller_orders.testing.sample_order import CREATED, change


def with_return(order: Order, tracking: tuple[Tracking, ...] = (), **reasons: str) -> Order:
    """Return the next version of an order, with a return of all units of lines, by line id."""
    items = tuple(
        ReturnedItem(id=line.id, quantity=line.quantity, reason=reasons[line.id])
        for line in order.lines
        if line.id in reasons
    )
    return_ = Return(
        id="ret_1",
        items=items,
        note="Do not tell",
        tracking=tracking,
        created_at=CREATED,
        updated_at=CREATED,
    )
    return order.next_version(
        ChangeType.RETURN_CREATED,
        change(order.version + 1),
        moved=(None, "requested"),
        data={"return_id": "ret_1"},
        returns=(return_,),
    )


def moved_return(order: Order, status: str) -> Order:
    """Return the next version of an order, with another status of its return."""
    (return_,) = order.returns
    return order.next_version(
        ChangeType.RETURN_UPDATED,
        change(order.version + 1),
        moved=(return_.status, status),
        data={"return_id": return_.id},
        returns=(evolve(return_, status=ReturnStatus(status)),),
    )


def received(order: Order, *units: tuple[str, int, str]) -> Order:
    """Return the next version of an order, with units (line, quantity, condition) received."""
    (return_,) = order.returns
    items = tuple(
        evolve(
            item,
            received=(
                *item.received,
                *(
                    ReceivedUnits(quantity=count, condition=name, arrived=name != "missing")
                    for id, count, name in units
                    if id == item.id
                ),
            ),
        )
        for item in return_.items
    )
    facts: list[Fact] = [
        {"id": id, "quantity": count, "condition": name} for id, count, name in units
    ]
    is_first = return_.status is not ReturnStatus.RECEIVED
    return order.next_version(
        ChangeType.RETURN_UPDATED,
        change(order.version + 1),
        moved=(return_.status, "received") if is_first else None,
        data={"return_id": return_.id, "items": facts},
        returns=(evolve(return_, status=ReturnStatus.RECEIVED, items=items),),
    )
