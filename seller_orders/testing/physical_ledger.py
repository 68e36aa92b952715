"""Physical ledger of an order's units: an oracle that follows an order, change by change.

It reads what happened off the order's fulfillments, refunds, returns, lines and restocks, and moves
each unit (``physical_units``). ``follow`` raises AssertionError if a unit is restocked that is not
at home or is still needed, if one leaves or comes back twice, or if the order's figures differ from
the count.
"""

from collections.abc import Mapping

from attrs import Factory, define

from seller_orders.domain.fulfillment import Fulfillment
from seller_orders.domain.order import Order
from seller_orders.domain.payment import Refund
from seller_orders.testing.physical_returns import PhysicalReturns
from seller_orders.testing.physical_units import CAME_BACK, OUT, PhysicalUnits, Place

HAS_LEFT = {"in_transit", "out_for_delivery", "delivered"}
PLACES = {"delivered": Place.CUSTOMER, "failed": Place.LOST, "cancelled": Place.LOST}
ENDED = {"failed", "returned", "cancelled"}


@define
class PhysicalLedger:
    """Units of an order by line id. Start it with a new order, and follow each of its versions."""

    lines: dict[str, PhysicalUnits]
    statuses: dict[str, str] = Factory(dict)
    failed_refunds: set[str] = Factory(set)
    known_refunds: set[str] = Factory(set)
    taken_off: dict[str, tuple[int, int]] = Factory(dict)
    returns: PhysicalReturns = Factory(PhysicalReturns)
    restock_count: int = 0
    is_cancelled: bool = False
    restocks_returns: bool = False

    @classmethod
    def of(cls, order: Order) -> "PhysicalLedger":
        """Return the ledger of a new order: all units are at home."""
        return cls(
            {
                line.id: PhysicalUnits.of_line(
                    line.quantity, requires_shipping=line.requires_shipping
                )
                for line in order.lines
            }
        )

    def follow(self, order: Order) -> None:
        """Move the units as the order's next version says, and compare its figures."""
        self._follow_edit(order)
        returned = [one.id for one in order.fulfillments if self._follow_parcel(one) and one.id]
        for refund in order.payment.refunds:
            self._follow_refund(order, refund)
        is_cancelled_now = order.cancellation is not None and not self.is_cancelled
        if order.cancellation is not None:
            self.is_cancelled, self.restocks_returns = True, order.cancellation.restocked
        expected = self._take_off(order)
        expected |= {("return", id): n for id, n in self.returns.follow(order, self.lines).items()}
        if is_cancelled_now and self.restocks_returns:
            expected |= {("cancellation", id): one.at(Place.HOME) for id, one in self.lines.items()}
        for parcel in returned:
            expected |= {("fulfillment", id): n for id, n in self._back(order, parcel).items()}
        self._follow_restocks(order, {key: units for key, units in expected.items() if units})
        self._compare(order)

    def _follow_edit(self, order: Order) -> None:
        """Add, remove and resize lines as they are after an edit."""
        ids = {line.id for line in order.lines}
        self.lines = {id: units for id, units in self.lines.items() if id in ids}
        for line in order.lines:
            if line.id not in self.lines:
                self.lines[line.id] = PhysicalUnits.of_line(
                    0, requires_shipping=line.requires_shipping
                )
            self.lines[line.id].resize(line.quantity)

    def _follow_parcel(self, parcel: Fulfillment) -> bool:
        """Move a parcel's things and claims; return whether it has just come back."""
        former, status = self.statuses.get(parcel.id), parcel.status.value
        self.statuses[parcel.id] = status
        has_left = parcel.handed_over_at is not None or status in HAS_LEFT
        for item in parcel.shipment.items:
            units = self.lines[item.id]
            if former is None:
                units.book(parcel.id, item.quantity)
            was_out = parcel.id in units.parcels_out
            if has_left and not was_out and status != "returned":
                units.hand_over(parcel.id)
            if was_out and (status == "returned" or not has_left):
                units.come_back(parcel.id)
            elif status != former and status in PLACES:
                units.move(parcel.id, PLACES[status])
            if status in ENDED:
                units.end(parcel.id)
        return status == "returned" != former

    def _follow_refund(self, order: Order, refund: Refund) -> None:
        has_failed = refund.status == "failed"
        if refund.id not in self.known_refunds:
            self.known_refunds.add(refund.id)
            asked = dict[str, int]()
            for item in refund.items:
                asked[item.id] = asked.get(item.id, 0) + item.quantity
            found = {
                (id, parcel): count
                for id, units in asked.items()
                for parcel, count in self.lines[id]
                .credit(refund.id, units, [one.id for one in order.fulfillments])
                .items()
            }
            assert found == {(item.id, item.fulfillment_id): item.quantity for item in refund.items}
        if has_failed and refund.id not in self.failed_refunds:
            self.failed_refunds.add(refund.id)
            for one in self.lines.values():
                one.drop(refund.id)

    def _take_off(self, order: Order) -> dict[tuple[str, str], int]:
        """Take units off lines, and set them aside; return what goes back to stock."""
        expected = dict[tuple[str, str], int]()
        for line in order.lines:
            units, (former, wanted) = self.lines[line.id], self.taken_off.get(line.id, (0, 0))
            count = line.cancelled_quantity - former
            self.taken_off[line.id] = line.cancelled_quantity, line.restock_requested_quantity
            units.take_off(count)
            if count == 0 or not line.requires_shipping:
                continue
            is_wanted = line.restock_requested_quantity > wanted
            assert line.restock_requested_quantity == wanted + (count if is_wanted else 0)
            units.wanted += count if is_wanted else 0
            at_home = min(count, self._free(line.id))
            if is_wanted:
                expected["items_cancelled", line.id] = at_home
            else:
                units.leave_home(at_home, Place.ASIDE, is_needed=True)
        return expected

    def _back(self, order: Order, parcel: str) -> dict[str, int]:
        """Return the units of a parcel that has come back which go on to stock, by line id."""
        items = {
            item.id: item.quantity
            for one in order.fulfillments
            if one.id == parcel
            for item in one.shipment.items
        }
        if self.restocks_returns:
            return {id: min(count, self.lines[id].at(Place.HOME)) for id, count in items.items()}
        return {
            id: max(0, min(count, self._free(id), one.wanted + one.spent - one.answered))
            for id, count in items.items()
            for one in [self.lines[id]]
        }

    def _free(self, id: str) -> int:
        units = self.lines[id]
        needed = 0 if self.is_cancelled else units.needed
        return max(0, units.at(Place.HOME) - needed)

    def _follow_restocks(self, order: Order, expected: Mapping[tuple[str, str], int]) -> None:
        new = order.restocks[self.restock_count :]
        self.restock_count = len(order.restocks)
        found = {(one.cause.value, item.id): item.quantity for one in new for item in one.items}
        by_request = {key: n for key, n in found.items() if key[0] == "request"}
        assert {key: n for key, n in found.items() if key not in by_request} == expected
        for (cause, id), units in found.items():
            if cause == "return":
                continue  # It was never at home: the return moved it.
            is_needed = not (self.is_cancelled or cause == "cancellation")
            self.lines[id].leave_home(units, Place.STOCK, is_needed=is_needed)
            if cause in {"items_cancelled", "fulfillment"}:
                self.lines[id].answered += units

    def _compare(self, order: Order) -> None:
        """Compare the terms of the contract's section 2 with the count of the units."""
        for line in order.lines:
            units, terms = self.lines[line.id], order.units[line.id]
            in_parcels = sum(claim.parcel is not None for claim in units.claims)
            counted = {
                "ordered": len(units.claims),
                "cancelled": sum(claim.is_taken_off for claim in units.claims),
                "fulfilled": in_parcels,
                "refunded": sum(claim.refund is not None for claim in units.claims),
                "spent": units.spent,
                "remaining": len(units.open_claims) if line.requires_shipping else 0,
                "out": units.at(*OUT, *CAME_BACK),
                "set_aside": units.at(Place.ASIDE),
                "given_back": units.at(Place.STOCK),
                "home": units.at(Place.HOME),
                "free": self._free(line.id),
            }
            assert {name: getattr(terms, name) for name in counted} == counted
