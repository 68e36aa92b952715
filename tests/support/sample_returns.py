"""Sample returns, for tests that vary one part."""

from seller_orders.domain.order_return import (
    ReceivedUnits,
    Return,
    ReturnedItem,
    ReturnStatus,
    ShippedUnits,
)
from seller_orders.domain.return_request import ReceivedItem, ReturnRequest, ReturnRequestItem
from seller_orders.domain.return_rules import RETURN_CONDITIONS
from seller_orders.testing.sample_order import CREATED


def returned(
    status: str = "requested",
    *,
    id: str = "ret_1",
    line: str = "pasta",
    shipped: dict[str, int] | None = None,
    received: dict[str, int] | None = None,
) -> Return:
    """Return a return of one line: units by fulfillment id, and received ones by condition."""
    by_fulfillment = {"ful_1": 1} if shipped is None else shipped
    item = ReturnedItem(
        id=line,
        quantity=sum(by_fulfillment.values()),
        reason="unwanted",
        shipped=tuple(
            ShippedUnits(fulfillment_id=id, quantity=units) for id, units in by_fulfillment.items()
        ),
        received=tuple(
            ReceivedUnits(
                quantity=units,
                condition=condition,
                arrived=RETURN_CONDITIONS[condition].arrives,
            )
            for condition, units in (received or {}).items()
        ),
    )
    return Return(
        id=id,
        status=ReturnStatus(status),
        items=(item,),
        created_at=CREATED,
        updated_at=CREATED,
    )


def to_return(reason: str = "unwanted", /, **units: int) -> ReturnRequest:
    """Return a request for a return of units by line id."""
    items = (ReturnRequestItem(id=id, quantity=n, reason=reason) for id, n in units.items())
    return ReturnRequest(items=tuple(items))


def came_back(*items: tuple[str, int, str]) -> tuple[ReceivedItem, ...]:
    """Return received units: a line id, a quantity and a condition each."""
    return tuple(ReceivedItem(id=id, quantity=n, condition=how) for id, n, how in items)
