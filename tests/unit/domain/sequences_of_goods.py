"""Sequences of short shipments, losses and returns, worked out by hand from the contract.

Each row has a step and the figures after it: balance, refunded, cancelled (the worth of cancelled
units), then remaining, home and free of each line.
"""

from seller_orders.domain.order import Order
from tests.unit.domain.sequence_steps import (
    Row,
    cancel,
    credit,
    give,
    item,
    parcel,
    refused,
    restock,
    settle,
    ship,
    sold,
    status,
    take_off,
)

GOODS: dict[str, tuple[Order, list[Row]]] = {
    "six of ten are shipped, four never come": (
        sold(item("a", 10, "10"), paid="100"),
        [
            Row(ship("f1", a=6), "0", "0", "0", "4", "10", "0"),
            Row(parcel("f1", "in_transit"), "0", "0", "0", "4", "4", "0"),
            Row(parcel("f1", "delivered"), "0", "0", "0", "4", "4", "0"),
            # Worth 40 of 100. The four are at home and not needed: set aside.
            Row(take_off("r1", a=4), "0", "40", "40", "0", "0", "0"),
            Row(refused("quantity_exceeds_remaining", take_off(a=1)), "0", "40", "40", *"000"),
        ],
    ),
    "a lost parcel comes back after its units were cancelled": (
        sold(item("a", 3, "10"), paid="30"),
        [
            Row(ship("f1", a=2), "0", "0", "0", "1", "3", "0"),
            Row(parcel("f1", "in_transit"), "0", "0", "0", "1", "1", "0"),
            Row(parcel("f1", "failed"), "0", "0", "0", "3", "1", "0"),
            # One is at home, and one remains: nothing can go back to stock yet.
            Row(take_off("r1", restock=True, a=2), "0", "20", "20", "1", "1", "0"),
            Row(parcel("f1", "returned"), "0", "20", "20", "1", "1", "0"),
            Row(ship("f2", a=1), "0", "20", "20", "0", "1", "0"),
            Row(parcel("f2", "in_transit"), "0", "20", "20", "0", "0", "0"),
        ],
    ),
    "a lost unit is shipped again, and comes back": (
        sold(item("a", 1, "30"), paid="30"),
        [
            Row(ship("f1", a=1), "0", "0", "0", "0", "1", "0"),
            Row(parcel("f1", "failed"), "0", "0", "0", "1", "0", "0"),
            Row(ship("f2", a=1), "0", "0", "0", "0", "0", "0"),
            # Two units are out, of one that was ordered.
            Row(parcel("f2", "delivered"), "0", "0", "0", "0", "0", "0"),
            Row(parcel("f1", "returned"), "0", "0", "0", "0", "0", "0"),
            # The refund is bound to the active fulfillment, so nothing is spent.
            Row(credit("r1", a=1), "0", "30", "0", "0", "0", "0"),
        ],
    ),
    "a refunded parcel returns, and its refund fails": (
        sold(item("a", 1, "40"), paid="40"),
        [
            Row(ship("f1", a=1), "0", "0", "0", "0", "1", "0"),
            Row(parcel("f1", "in_transit"), "0", "0", "0", "0", "0", "0"),
            Row(credit("r1", a=1), "0", "40", "0", "0", "0", "0"),
            # Spent: it goes back to stock.
            Row(parcel("f1", "returned"), "0", "40", "0", "0", "0", "0"),
            # Not refunded after all: one remains, and none is at home.
            Row(settle("r1", "failed"), "0", "0", "0", "1", "0", "0"),
            Row(ship("f2", a=1), "0", "0", "0", "0", "0", "0"),
            Row(parcel("f2", "in_transit"), "0", "0", "0", "0", "0", "0"),
            Row(credit("r2", a=1), "0", "40", "0", "0", "0", "0"),
            # One unit was given back already: no second one.
            Row(parcel("f2", "returned"), "0", "40", "0", "0", "0", "0"),
        ],
    ),
    "a refund is bound to the oldest parcel": (
        sold(item("a", 2, "10"), paid="20"),
        [
            Row(ship("f1", a=1), "0", "0", "0", "1", "2", "0"),
            Row(parcel("f1", "in_transit"), "0", "0", "0", "1", "1", "0"),
            Row(ship("f2", a=1), "0", "0", "0", "0", "1", "0"),
            Row(parcel("f2", "in_transit"), "0", "0", "0", "0", "0", "0"),
            Row(credit("r1", a=1), "0", "10", "0", "0", "0", "0"),
            # The newer parcel's unit is not refunded: it remains, and stays at home for it.
            Row(parcel("f2", "returned"), "0", "10", "0", "1", "1", "0"),
            # The older parcel's is spent, and goes back to stock.
            Row(parcel("f1", "returned"), "0", "10", "0", "1", "1", "0"),
        ],
    ),
    "all comes back to the origin, and the order is cancelled": (
        sold(item("a", 2, "20"), shipping="5", paid="45"),
        [
            Row(ship("f1", a=2), "0", "0", "0", "0", "2", "0"),
            Row(status("shipped"), "0", "0", "0", "0", "0", "0"),
            Row(parcel("f1", "in_transit"), "0", "0", "0", "0", "0", "0"),
            Row(parcel("f1", "returned"), "0", "0", "0", "2", "2", "0"),
            Row(take_off("r1", restock=True, a=1), "0", "20", "20", "1", "1", "0"),
            Row(cancel(refund=True, restock=True), "0", "45", "20", "1", "0", "0"),
            # 45 were refunded at the cancellation, 20 are now.
            Row(settle("rfd_cancel", "failed"), "-25", "20", "20", "1", "0", "0"),
            Row(give("r2", "25"), "0", "45", "20", "1", "0", "0"),
        ],
    ),
    "cancelled without restock, while cancelled units were to go back": (
        sold(item("a", 3, "10"), paid="30"),
        [
            Row(ship("f1", a=2), "0", "0", "0", "1", "3", "0"),
            Row(parcel("f1", "in_transit"), "0", "0", "0", "1", "1", "0"),
            Row(take_off("r1", restock=True, a=1), "0", "10", "10", "0", "0", "0"),
            Row(parcel("f1", "failed"), "0", "10", "10", "2", "0", "0"),
            # Worth V(2) - 10 = 10, and no refund. None is at home.
            Row(take_off(restock=True, a=1), "-10", "10", "20", "1", "0", "0"),
            # What is owed from now on is what failed refunds leave.
            Row(cancel(), "0", "10", "20", "1", "0", "0"),
            # Two were to go back, and one did: one of the parcel's two does.
            Row(parcel("f1", "returned"), "0", "10", "20", "1", "1", "1"),
            Row(restock(a=3), "0", "10", "20", "1", "0", "0"),
        ],
    ),
    "the status is set to cancelled while a parcel is under way": (
        sold(item("a", 2, "50"), paid="100"),
        [
            Row(ship("f1", a=1), "0", "0", "0", "1", "2", "0"),
            Row(parcel("f1", "in_transit"), "0", "0", "0", "1", "1", "0"),
            Row(status("cancelled"), "0", "0", "0", "2", "1", "0"),
            # The one at home goes back to stock, the other as its parcel returns.
            Row(cancel(refund=True, restock=True), "0", "100", "0", "2", "0", "0"),
            Row(parcel("f1", "returned"), "0", "100", "0", "2", "0", "0"),
        ],
    ),
    "units set aside are not given back": (
        sold(item("a", 4, "5"), item("b", 1, "5"), paid="25"),
        [
            Row(take_off("r1", a=1), "0", "5", "5", "3 1", "3 1", "0 0"),
            Row(take_off("r2", restock=True, a=1, b=1), "0", "15", "15", "2 0", "2 0", "0 0"),
            Row(restock(a=4, b=1), "0", "15", "15", "2 0", "2 0", "0 0"),
            Row(ship("f1", a=2), "0", "15", "15", "0 0", "2 0", "0 0"),
            # It waits at home: cancelling gives both back.
            Row(cancel(refund=True, restock=True), "0", "25", "15", "2 0", "0 0", "0 0"),
        ],
    ),
    "a line without shipping has no goods": (
        sold(item("a", 3, "10", digital=True), item("b", 1, "20"), paid="50"),
        [
            Row(take_off("r1", restock=True, a=1), "0", "10", "10", "0 1", "0 1", "0 0"),
            Row(credit("r2", a=1), "0", "20", "10", "0 1", "0 1", "0 0"),
            Row(
                refused("quantity_exceeds_remaining", take_off(a=2)),
                *("0", "20", "10", "0 1", "0 1", "0 0"),
            ),
            Row(settle("r2", "failed"), "0", "10", "10", "0 1", "0 1", "0 0"),
            # Worth V(3) - 10 = 20.
            Row(take_off("r3", a=2), "0", "30", "30", "0 1", "0 1", "0 0"),
            Row(
                refused("nothing_would_remain", take_off(b=1)),
                *("0", "30", "30", "0 1", "0 1", "0 0"),
            ),
            Row(cancel(refund=True, restock=True), "0", "50", "30", "0 1", "0 0", "0 0"),
        ],
    ),
}
