"""Units that go back to stock as a parcel returns (contract, section 2: Stock)."""

from datetime import datetime
from typing import Final

from seller_orders.domain.fulfillment import Fulfillment
from seller_orders.domain.order_state import OrderState
from seller_orders.domain.stock import Restock, RestockCause, restock_of, restocked_units

_CAUSES: Final = frozenset({RestockCause.ITEMS_CANCELLED, RestockCause.FULFILLMENT})


def restocks_of_return(order: OrderState, parcel: Fulfillment, at: datetime) -> tuple[Restock, ...]:
    """Return the restock of a parcel; () if no unit of it goes back to stock.

    ``order`` is the state after the return. If it was cancelled with restock, all units at home
    may go back, else the free ones: at most as many as cancellations of units asked to restock,
    and spent ones, that have not gone back to stock yet.
    """
    units = order.units
    if order.cancellation is not None and order.cancellation.restocked:
        most = {id: each.home for id, each in units.items()}
    else:
        back = restocked_units(each for each in order.restocks if each.cause in _CAUSES)
        most = {
            line.id: min(
                units[line.id].free,
                line.restock_requested_quantity + units[line.id].spent - back[line.id],
            )
            for line in order.lines
        }
    returned = {
        item.id: max(0, min(item.quantity, most[item.id])) for item in parcel.shipment.items
    }
    return restock_of(RestockCause.FULFILLMENT, parcel.id, returned, order.lines, at)
