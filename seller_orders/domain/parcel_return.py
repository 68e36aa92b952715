"""Units that go back to stock as a parcel returns (contract, section 2: Stock)."""

from collections.abc import Iterable, Mapping
from typing import Final

from seller_orders.domain.fulfillment import Fulfillment
from seller_orders.domain.line_item import LineItem
from seller_orders.domain.stock import Restock, RestockCause, restocked_units
from seller_orders.domain.unit_ledger import LineUnits

_CAUSES: Final = frozenset({RestockCause.ITEMS_CANCELLED, RestockCause.FULFILLMENT})


def units_to_restock(
    parcel: Fulfillment,
    lines: Iterable[LineItem],
    after: Mapping[str, LineUnits],
    restocks: Iterable[Restock],
    *,
    is_restock_requested: bool,
) -> Mapping[str, int]:
    """Return the units of a parcel to restock, by line id.

    ``after`` is the ledger of units after the return. If the order was cancelled with restock
    (``is_restock_requested``), it is all that is at home, else what is free: at most as many as
    cancellations of units asked to restock, and spent ones, that have not gone back to stock yet.
    """
    if is_restock_requested:
        most = {id: units.home for id, units in after.items()}
    else:
        back = restocked_units(each for each in restocks if each.cause in _CAUSES)
        most = {
            line.id: min(
                after[line.id].free,
                line.restock_requested_quantity + after[line.id].spent - back[line.id],
            )
            for line in lines
        }
    return {item.id: max(0, min(item.quantity, most[item.id])) for item in parcel.shipment.items}
