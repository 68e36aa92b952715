"""Returns of an order in its physical ledger: each returned thing goes where its condition says.

It reads what happened off the order's returns, and moves the things of ``physical_units``. It knows
none of the domain's formulas.
"""

from collections.abc import Mapping, Sequence

from attrs import Factory, define

from seller_orders.domain.fulfillment import Fulfillment
from seller_orders.domain.order import Order
from seller_orders.domain.order_return import Return
from seller_orders.testing.physical_units import PhysicalUnits, Place

PLACES = {"resellable": Place.RESOLD, "damaged": Place.KEPT, "wrong_item": Place.KEPT}
"""Places of what arrives, by the contract's conditions. Missing things stay where they are."""

RELEASES = {"closed", "rejected", "cancelled"}
ENDED = {"failed", "returned", "cancelled"}


@define
class PhysicalReturns:
    """Returns that are known: their status, and the entries of what they received by line id."""

    statuses: dict[str, str] = Factory(dict)
    entries: dict[tuple[str, str], int] = Factory(dict)

    def follow(self, order: Order, lines: Mapping[str, PhysicalUnits]) -> dict[str, int]:
        """Move the things of the returns that changed; return the resold units by line id."""
        parcels = returning(order)
        resold = dict[str, int]()
        for each in order.returns:
            if each.id not in self.statuses:
                self._send_back(each, lines, parcels)
            self._receive(each, lines, resold)
            status = each.status.value
            if status in RELEASES and status != self.statuses.get(each.id):
                for item in each.items:
                    lines[item.id].release(each.id)
            self.statuses[each.id] = status
        self._compare(order, lines)
        return resold

    def _send_back(
        self, each: Return, lines: Mapping[str, PhysicalUnits], parcels: Sequence[str]
    ) -> None:
        for item in each.items:
            found = lines[item.id].send_back(each.id, item.quantity, parcels)
            assert [*found.items()] == [
                (shipped.fulfillment_id, shipped.quantity) for shipped in item.shipped
            ]

    def _receive(
        self, each: Return, lines: Mapping[str, PhysicalUnits], resold: dict[str, int]
    ) -> None:
        for item in each.items:
            known = self.entries.get((each.id, item.id), 0)
            self.entries[each.id, item.id] = len(item.received)
            for entry in item.received[known:]:
                place = PLACES.get(entry.condition)
                assert entry.arrived is (place is not None)
                if place is not None:
                    sent = [shipped.fulfillment_id for shipped in item.shipped]
                    lines[item.id].receive(each.id, entry.quantity, place, sent)
                if place is Place.RESOLD:
                    resold[item.id] = resold.get(item.id, 0) + entry.quantity

    def _compare(self, order: Order, lines: Mapping[str, PhysicalUnits]) -> None:
        """Compare the fulfillments that returns keep active with the parcels of the things."""
        kept = {
            thing.parcel for units in lines.values() for thing in units.things if thing.in_return
        }
        assert order.fulfillments_in_returns == kept


def returning(order: Order) -> list[str]:
    """Return the parcels that customers send things back of, in the sequence of the contract."""

    def precedence(parcel: Fulfillment) -> tuple[bool, object]:
        return parcel.status.value != "delivered", parcel.created_at

    return [
        parcel.id
        for parcel in sorted(order.fulfillments, key=precedence)
        if parcel.was_handed_over and parcel.status.value not in ENDED
    ]
