"""Sequences with returns, worked out by hand from the contract.

Each row has a step and the figures after it, for each line: units that remain, are at home and are
free; units that may be returned, and that are in returns; then the order's return status, and the
units that returns have given back to stock so far.
"""

from attrs import frozen

from seller_orders.domain.order import Order
from tests.unit.domain.return_steps import decide, report, send_back, take_in
from tests.unit.domain.sequence_steps import (
    Step,
    cancel,
    credit,
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


@frozen
class ReturnRow:
    """Step with the figures after it; those of several lines are separated by a comma."""

    step: Step
    units: str
    returns: str
    status: str
    resold: int


R = ReturnRow

RETURNS: dict[str, tuple[Order, list[ReturnRow]]] = {
    "one of three comes back": (
        sold(item("a", 3, "10"), paid="30"),
        [
            R(ship("f1", a=3), "0 3 0", "0 0", "none", 0),
            R(parcel("f1", "delivered"), "0 0 0", "3 0", "none", 0),
            R(send_back("r1", a=1), "0 0 0", "2 1", "requested", 0),
            R(decide("r1", "approved"), "0 0 0", "2 1", "in_progress", 0),
            # It is in stock, and no longer the order's: it does not come home.
            R(take_in("r1", ("a", 1, "resellable")), "0 0 0", "2 1", "in_progress", 1),
            R(decide("r1", "closed"), "0 0 0", "2 1", "returned", 1),
            R(send_back("r2", a=2), "0 0 0", "0 3", "requested", 1),
        ],
    ),
    "one of two is damaged": (
        sold(item("a", 2, "10"), paid="20"),
        [
            R(ship("f1", a=2), "0 2 0", "0 0", "none", 0),
            R(parcel("f1", "delivered"), "0 0 0", "2 0", "none", 0),
            R(
                refused("quantity_exceeds_returnable", send_back("r1", a=3)),
                "0 0 0",
                "2 0",
                "none",
                0,
            ),
            R(send_back("r1", a=2), "0 0 0", "0 2", "requested", 0),
            # A requested return is approved by what comes back.
            R(
                take_in("r1", ("a", 1, "resellable"), ("a", 1, "damaged")),
                "0 0 0",
                "0 2",
                "in_progress",
                1,
            ),
            R(
                refused("quantity_exceeds_expected", take_in("r1", ("a", 1, "damaged"))),
                "0 0 0",
                "0 2",
                "in_progress",
                1,
            ),
            R(decide("r1", "closed"), "0 0 0", "0 2", "returned", 1),
            R(
                refused("return_is_final", take_in("r1", ("a", 1, "damaged"))),
                "0 0 0",
                "0 2",
                "returned",
                1,
            ),
            R(
                refused("quantity_exceeds_returnable", send_back("r2", a=1)),
                "0 0 0",
                "0 2",
                "returned",
                1,
            ),
        ],
    ),
    "a missing unit is returned again": (
        sold(item("a", 2, "10"), paid="20"),
        [
            R(ship("f1", a=2), "0 2 0", "0 0", "none", 0),
            R(parcel("f1", "delivered"), "0 0 0", "2 0", "none", 0),
            R(send_back("r1", a=2), "0 0 0", "0 2", "requested", 0),
            R(take_in("r1", ("a", 1, "missing")), "0 0 0", "0 2", "in_progress", 0),
            R(take_in("r1", ("a", 1, "resellable")), "0 0 0", "0 2", "in_progress", 1),
            # Closed returns count what they received.
            R(decide("r1", "closed"), "0 0 0", "1 1", "returned", 1),
            R(send_back("r2", a=1), "0 0 0", "0 2", "requested", 1),
            R(take_in("r2", ("a", 1, "resellable")), "0 0 0", "0 2", "in_progress", 2),
            R(decide("r2", "closed"), "0 0 0", "0 2", "returned", 2),
        ],
    ),
    "all that was sent back is missing": (
        sold(item("a", 1, "10"), paid="10"),
        [
            R(ship("f1", a=1), "0 1 0", "0 0", "none", 0),
            R(parcel("f1", "in_transit"), "0 0 0", "1 0", "none", 0),
            R(send_back("r1", a=1), "0 0 0", "0 1", "requested", 0),
            R(take_in("r1", ("a", 1, "missing")), "0 0 0", "0 1", "in_progress", 0),
            R(refused("units_in_return", parcel("f1", "failed")), "0 0 0", "0 1", "in_progress", 0),
            R(decide("r1", "closed"), "0 0 0", "1 0", "none", 0),
            # Nothing of the parcel is in returns: the courier lost it.
            R(report("f1", "failed"), "1 0 0", "0 0", "none", 0),
            R(report("f1", "returned"), "1 1 0", "0 0", "none", 0),
        ],
    ),
    "a rejected return lets its parcel go": (
        sold(item("a", 1, "10"), paid="10"),
        [
            R(ship("f1", a=1), "0 1 0", "0 0", "none", 0),
            R(parcel("f1", "in_transit"), "0 0 0", "1 0", "none", 0),
            R(send_back("r1", a=1), "0 0 0", "0 1", "requested", 0),
            R(refused("units_in_return", parcel("f1", "returned")), "0 0 0", "0 1", "requested", 0),
            R(
                refused("units_in_return", parcel("f1", "cancelled")),
                "0 0 0",
                "0 1",
                "requested",
                0,
            ),
            R(decide("r1", "rejected"), "0 0 0", "1 0", "none", 0),
            R(parcel("f1", "failed"), "1 0 0", "0 0", "none", 0),
            R(
                refused("quantity_exceeds_returnable", send_back("r2", a=1)),
                "1 0 0",
                "0 0",
                "none",
                0,
            ),
            R(parcel("f1", "returned"), "1 1 0", "0 0", "none", 0),
        ],
    ),
    "a courier returns what the customer returns": (
        sold(item("a", 1, "10"), paid="10"),
        [
            R(ship("f1", a=1), "0 1 0", "0 0", "none", 0),
            R(parcel("f1", "in_transit"), "0 0 0", "1 0", "none", 0),
            R(send_back("r1", a=1), "0 0 0", "0 1", "requested", 0),
            R(report("f1", "returned"), "0 0 0", "0 1", "requested", 0),
            R(take_in("r1", ("a", 1, "resellable")), "0 0 0", "0 1", "in_progress", 1),
            # It is given back once: the parcel stays as it is.
            R(report("f1", "returned"), "0 0 0", "0 1", "in_progress", 1),
            R(decide("r1", "closed"), "0 0 0", "0 1", "returned", 1),
            R(report("f1", "failed"), "0 0 0", "0 1", "returned", 1),
            R(refused("units_in_return", parcel("f1", "returned")), "0 0 0", "0 1", "returned", 1),
        ],
    ),
    "the status cancelled leaves the parcel of a return": (
        sold(item("a", 2, "10"), paid="20"),
        [
            R(ship("f1", a=1), "1 2 0", "0 0", "none", 0),
            R(ship("f2", a=1), "0 2 0", "0 0", "none", 0),
            R(parcel("f1", "in_transit"), "0 1 0", "1 0", "none", 0),
            R(parcel("f2", "in_transit"), "0 0 0", "2 0", "none", 0),
            R(send_back("r1", a=1), "0 0 0", "1 1", "requested", 0),
            # f1 has the unit; f2 is cancelled, and lost until it is returned.
            R(status("cancelled"), "1 0 0", "0 1", "requested", 0),
            R(refused("already_shipped", cancel()), "1 0 0", "0 1", "requested", 0),
            R(take_in("r1", ("a", 1, "resellable")), "1 0 0", "0 1", "in_progress", 1),
            R(parcel("f2", "returned"), "1 1 0", "0 1", "in_progress", 1),
            R(decide("r1", "closed"), "1 1 0", "0 1", "returned", 1),
            R(refused("already_shipped", cancel(restock=True)), "1 1 0", "0 1", "returned", 1),
        ],
    ),
    "units of delivered parcels are returned first": (
        sold(item("a", 3, "10"), paid="30"),
        [
            R(ship("f1", a=1), "2 3 0", "0 0", "none", 0),
            R(parcel("f1", "in_transit"), "2 2 0", "1 0", "none", 0),
            R(ship("f2", a=2), "0 2 0", "1 0", "none", 0),
            R(parcel("f2", "delivered"), "0 0 0", "3 0", "none", 0),
            R(send_back("r1", a=2), "0 0 0", "1 2", "requested", 0),
            # Both are of f2, so f1 may be lost.
            R(parcel("f1", "failed"), "1 0 0", "0 2", "requested", 0),
            R(parcel("f1", "returned"), "1 1 0", "0 2", "requested", 0),
        ],
    ),
    "a closed return keeps the first of its parcels": (
        sold(item("a", 3, "10"), paid="30"),
        [
            R(ship("f1", a=1), "2 3 0", "0 0", "none", 0),
            R(parcel("f1", "in_transit"), "2 2 0", "1 0", "none", 0),
            R(ship("f2", a=2), "0 2 0", "1 0", "none", 0),
            R(parcel("f2", "in_transit"), "0 0 0", "3 0", "none", 0),
            # One unit of each.
            R(send_back("r1", a=2), "0 0 0", "1 2", "requested", 0),
            R(refused("units_in_return", parcel("f1", "failed")), "0 0 0", "1 2", "requested", 0),
            R(refused("units_in_return", parcel("f2", "failed")), "0 0 0", "1 2", "requested", 0),
            R(
                take_in("r1", ("a", 1, "damaged"), ("a", 1, "missing")),
                "0 0 0",
                "1 2",
                "in_progress",
                0,
            ),
            R(decide("r1", "closed"), "0 0 0", "2 1", "returned", 0),
            R(refused("units_in_return", parcel("f1", "failed")), "0 0 0", "2 1", "returned", 0),
            R(parcel("f2", "failed"), "2 0 0", "0 1", "returned", 0),
            R(parcel("f2", "returned"), "2 2 0", "0 1", "returned", 0),
        ],
    ),
    "a return is opened before its parcel arrives": (
        sold(item("a", 1, "10"), paid="10"),
        [
            R(ship("f1", a=1), "0 1 0", "0 0", "none", 0),
            R(
                refused("quantity_exceeds_returnable", send_back("r1", a=1)),
                "0 1 0",
                "0 0",
                "none",
                0,
            ),
            R(parcel("f1", "in_transit"), "0 0 0", "1 0", "none", 0),
            R(send_back("r1", a=1), "0 0 0", "0 1", "requested", 0),
            R(report("f1", "out_for_delivery"), "0 0 0", "0 1", "requested", 0),
            R(parcel("f1", "delivered"), "0 0 0", "0 1", "requested", 0),
            R(decide("r1", "cancelled"), "0 0 0", "1 0", "none", 0),
            R(refused("return_is_final", decide("r1", "approved")), "0 0 0", "1 0", "none", 0),
            R(send_back("r2", a=1), "0 0 0", "0 1", "requested", 0),
        ],
    ),
    "a returned unit is refunded, and so is one that is kept": (
        sold(item("a", 2, "10"), paid="20"),
        [
            R(ship("f1", a=2), "0 2 0", "0 0", "none", 0),
            R(parcel("f1", "delivered"), "0 0 0", "2 0", "none", 0),
            R(send_back("r1", a=1), "0 0 0", "1 1", "requested", 0),
            R(take_in("r1", ("a", 1, "damaged")), "0 0 0", "1 1", "in_progress", 0),
            R(credit("rfd", a=1), "0 0 0", "1 1", "in_progress", 0),
            R(decide("r1", "closed"), "0 0 0", "1 1", "returned", 0),
            R(credit("rfd2", a=1), "0 0 0", "1 1", "returned", 0),
            R(send_back("r2", a=1), "0 0 0", "0 2", "requested", 0),
            # Nothing is spent: the fulfillment is active.
            R(take_in("r2", ("a", 1, "resellable")), "0 0 0", "0 2", "in_progress", 1),
        ],
    ),
    "a lost unit was shipped again, and is returned": (
        sold(item("a", 1, "10"), paid="10"),
        [
            R(ship("f1", a=1), "0 1 0", "0 0", "none", 0),
            R(parcel("f1", "failed"), "1 0 0", "0 0", "none", 0),
            R(ship("f2", a=1), "0 0 0", "0 0", "none", 0),
            R(parcel("f2", "delivered"), "0 0 0", "1 0", "none", 0),
            R(send_back("r1", a=1), "0 0 0", "0 1", "requested", 0),
            R(take_in("r1", ("a", 1, "resellable")), "0 0 0", "0 1", "in_progress", 1),
            R(decide("r1", "closed"), "0 0 0", "0 1", "returned", 1),
            # Two left, of one that was ordered. The lost one is spare: home is not below 0.
            R(parcel("f1", "returned"), "0 0 0", "0 1", "returned", 1),
        ],
    ),
    "more units come back than were ordered": (
        sold(item("a", 1, "40"), paid="40"),
        [
            R(ship("f1", a=1), "0 1 0", "0 0", "none", 0),
            R(parcel("f1", "in_transit"), "0 0 0", "1 0", "none", 0),
            R(credit("rfd", a=1), "0 0 0", "1 0", "none", 0),
            # Spent: the parcel gives it back.
            R(parcel("f1", "returned"), "0 0 0", "0 0", "none", 0),
            R(settle("rfd", "failed"), "1 0 0", "0 0", "none", 0),
            R(ship("f2", a=1), "0 0 0", "0 0", "none", 0),
            R(parcel("f2", "delivered"), "0 0 0", "1 0", "none", 0),
            R(send_back("r1", a=1), "0 0 0", "0 1", "requested", 0),
            R(take_in("r1", ("a", 1, "resellable")), "0 0 0", "0 1", "in_progress", 1),
        ],
    ),
    "a download is not returned": (
        sold(item("a", 1, "10"), item("d", 1, "10", digital=True), paid="20"),
        [
            R(ship("f1", a=1), "0 1 0, 0 0 0", "0 0, 0 0", "none", 0),
            R(parcel("f1", "delivered"), "0 0 0, 0 0 0", "1 0, 0 0", "none", 0),
            R(
                refused("quantity_exceeds_returnable", send_back("r1", a=1, d=1)),
                "0 0 0, 0 0 0",
                "1 0, 0 0",
                "none",
                0,
            ),
            R(send_back("r1", a=1), "0 0 0, 0 0 0", "0 1, 0 0", "requested", 0),
            R(
                refused("unknown_item", take_in("r1", ("d", 1, "damaged"))),
                "0 0 0, 0 0 0",
                "0 1, 0 0",
                "requested",
                0,
            ),
        ],
    ),
    "the order's status hands over, and a return keeps the parcel": (
        sold(item("a", 2, "10"), paid="20"),
        [
            R(ship("f1", a=2), "0 2 0", "0 0", "none", 0),
            R(status("shipped"), "0 0 0", "2 0", "none", 0),
            R(send_back("r1", a=1), "0 0 0", "1 1", "requested", 0),
            R(status("processing"), "0 0 0", "1 1", "requested", 0),
            R(refused("already_shipped", cancel()), "0 0 0", "1 1", "requested", 0),
            R(status("cancelled"), "0 0 0", "1 1", "requested", 0),
            R(refused("already_shipped", cancel(restock=True)), "0 0 0", "1 1", "requested", 0),
            R(decide("r1", "cancelled"), "0 0 0", "2 0", "none", 0),
            # The parcel is cancelled with the order, and lost: nothing is at home.
            R(cancel(restock=True), "2 0 0", "0 0", "none", 0),
            # It comes back, and the cancellation asked for restock.
            R(parcel("f1", "returned"), "2 0 0", "0 0", "none", 0),
        ],
    ),
    "some units are cancelled, others come back": (
        sold(item("a", 4, "10"), paid="40"),
        [
            R(ship("f1", a=2), "2 4 0", "0 0", "none", 0),
            R(parcel("f1", "delivered"), "2 2 0", "2 0", "none", 0),
            R(take_off("rfd", restock=True, a=1), "1 1 0", "2 0", "none", 0),
            R(send_back("r1", a=2), "1 1 0", "0 2", "requested", 0),
            R(take_in("r1", ("a", 2, "resellable")), "1 1 0", "0 2", "in_progress", 2),
            # What is at home remains: none of it is free.
            R(restock(a=4), "1 1 0", "0 2", "in_progress", 2),
            R(take_off(restock=True, a=1), "0 0 0", "0 2", "in_progress", 2),
            R(decide("r1", "closed"), "0 0 0", "0 2", "returned", 2),
        ],
    ),
    "a return comes back in four parts": (
        sold(item("a", 5, "10"), paid="50"),
        [
            R(ship("f1", a=5), "0 5 0", "0 0", "none", 0),
            R(parcel("f1", "delivered"), "0 0 0", "5 0", "none", 0),
            R(send_back("r1", a=4), "0 0 0", "1 4", "requested", 0),
            R(decide("r1", "approved"), "0 0 0", "1 4", "in_progress", 0),
            R(take_in("r1", ("a", 1, "resellable")), "0 0 0", "1 4", "in_progress", 1),
            R(take_in("r1", ("a", 1, "wrong_item")), "0 0 0", "1 4", "in_progress", 1),
            R(take_in("r1", ("a", 1, "resellable")), "0 0 0", "1 4", "in_progress", 2),
            R(
                refused("transition_not_allowed", decide("r1", "rejected")),
                "0 0 0",
                "1 4",
                "in_progress",
                2,
            ),
            R(
                refused("transition_not_allowed", decide("r1", "cancelled")),
                "0 0 0",
                "1 4",
                "in_progress",
                2,
            ),
            R(
                refused("quantity_exceeds_expected", take_in("r1", ("a", 2, "damaged"))),
                "0 0 0",
                "1 4",
                "in_progress",
                2,
            ),
            R(take_in("r1", ("a", 1, "damaged")), "0 0 0", "1 4", "in_progress", 2),
            R(decide("r1", "closed"), "0 0 0", "1 4", "returned", 2),
        ],
    ),
    "three returns of one order": (
        sold(item("a", 2, "10"), item("b", 1, "10"), paid="30"),
        [
            R(ship("f1", a=2, b=1), "0 2 0, 0 1 0", "0 0, 0 0", "none", 0),
            R(parcel("f1", "delivered"), "0 0 0, 0 0 0", "2 0, 1 0", "none", 0),
            R(send_back("r1", a=1), "0 0 0, 0 0 0", "1 1, 1 0", "requested", 0),
            R(send_back("r2", b=1), "0 0 0, 0 0 0", "1 1, 0 1", "requested", 0),
            R(decide("r2", "approved"), "0 0 0, 0 0 0", "1 1, 0 1", "requested", 0),
            R(take_in("r1", ("a", 1, "resellable")), "0 0 0, 0 0 0", "1 1, 0 1", "in_progress", 1),
            R(
                refused("transition_not_allowed", decide("r2", "closed")),
                "0 0 0, 0 0 0",
                "1 1, 0 1",
                "in_progress",
                1,
            ),
            R(decide("r1", "closed"), "0 0 0, 0 0 0", "1 1, 0 1", "in_progress", 1),
            R(decide("r2", "rejected"), "0 0 0, 0 0 0", "1 1, 1 0", "returned", 1),
            R(send_back("r3", a=1, b=1), "0 0 0, 0 0 0", "0 2, 0 1", "requested", 1),
            R(
                take_in("r3", ("b", 1, "resellable"), ("a", 1, "damaged")),
                "0 0 0, 0 0 0",
                "0 2, 0 1",
                "in_progress",
                2,
            ),
        ],
    ),
    "a booking is refused after the order was shipped": (
        sold(item("a", 1, "10"), paid="10"),
        [
            R(ship("f1", a=1), "0 1 0", "0 0", "none", 0),
            R(status("shipped"), "0 0 0", "1 0", "none", 0),
            R(send_back("r1", a=1), "0 0 0", "0 1", "requested", 0),
            R(report("f1", "failed", is_booking_refused=True), "0 0 0", "0 1", "requested", 0),
            R(decide("r1", "rejected"), "0 0 0", "1 0", "none", 0),
            # It was never handed over, so it is at home.
            R(report("f1", "failed", is_booking_refused=True), "1 1 0", "0 0", "none", 0),
        ],
    ),
}
