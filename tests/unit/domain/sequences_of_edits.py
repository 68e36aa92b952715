"""Sequences of edits, cancellations and refunds, worked out by hand from the contract.

Each row has a step and the figures after it: total, tax, balance, refunded and cancelled (the worth
of cancelled units), then ordered, remaining, home and free of each line. V(j) is the worth of the
first j units of a line.
"""

from seller_orders.domain.order import Order
from tests.unit.domain.edit_steps import After, added, edit
from tests.unit.domain.sequence_steps import (
    credit,
    give,
    item,
    parcel,
    pay,
    refused,
    ship,
    sold,
    status,
    take_off,
)

LINES: dict[str, tuple[Order, list[After]]] = {
    "more units, then fewer": (
        sold(item("a", 2, "10"), paid="20"),
        [
            After(edit(a=3), "30", "0", "10", "0", "0", "3", "3", "3", "0"),
            After(pay("30"), "30", "0", "0", "0", "0", "3", "3", "3", "0"),
            After(edit(a=1), "10", "0", "-20", "0", "0", "1", "1", "1", "0"),
            After(give("r1", "20"), "10", "0", "0", "20", "0", "1", "1", "1", "0"),
        ],
    ),
    "lines come, go and come back": (
        sold(item("a", 1, "10"), item("b", 2, "5"), paid="20"),
        [
            After(edit(b=0), "10", "0", "-10", "0", "0", "1", "1", "1", "0"),
            After(
                edit(add=(added("c", 1, "7"),)),
                *("17", "0", "-3", "0", "0", "1 1", "1 1", "1 1", "0 0"),
            ),
            After(
                edit(add=(added("b", 1, "4"),)),
                *("21", "0", "1", "0", "0", "1 1 1", "1 1 1", "1 1 1", "0 0 0"),
            ),
            After(
                refused("duplicate_item", edit(b=0, add=(added("b", 1, "4"),))),
                *("21", "0", "1", "0", "0", "1 1 1", "1 1 1", "1 1 1", "0 0 0"),
            ),
            After(
                refused("nothing_would_remain", edit(a=0, b=0, c=0)),
                *("21", "0", "1", "0", "0", "1 1 1", "1 1 1", "1 1 1", "0 0 0"),
            ),
            After(
                edit(a=0, b=0, c=0, add=(added("d", 3, "7"),)),
                *("21", "0", "1", "0", "0", "3", "3", "3", "0"),
            ),
        ],
    ),
    # 3 of 5 are in a parcel. Once it is lost, they do not count, but the line stays.
    "not below what a parcel has": (
        sold(item("a", 5, "10"), paid="50"),
        [
            After(ship("f1", a=3), "50", "0", "0", "0", "0", "5", "2", "5", "0"),
            After(
                refused("below_fulfilled", edit(a=2)),
                *("50", "0", "0", "0", "0", "5", "2", "5", "0"),
            ),
            After(edit(a=3), "30", "0", "-20", "0", "0", "3", "0", "3", "0"),
            After(parcel("f1", "in_transit"), "30", "0", "-20", "0", "0", "3", "0", "0", "0"),
            After(parcel("f1", "failed"), "30", "0", "-20", "0", "0", "3", "3", "0", "0"),
            After(
                refused("below_fulfilled", edit(a=0, add=(added("b", 1, "1"),))),
                *("30", "0", "-20", "0", "0", "3", "3", "0", "0"),
            ),
            After(edit(a=1), "10", "0", "-40", "0", "0", "1", "1", "0", "0"),
        ],
    ),
    # The returned unit that was refunded goes to stock; the other one is needed again.
    "not below what was refunded and came back": (
        sold(item("a", 4, "25"), paid="100"),
        [
            After(ship("f1", a=2), "100", "0", "0", "0", "0", "4", "2", "4", "0"),
            After(parcel("f1", "in_transit"), "100", "0", "0", "0", "0", "4", "2", "2", "0"),
            After(credit("r1", a=1), "100", "0", "0", "25", "0", "4", "2", "2", "0"),
            After(parcel("f1", "returned"), "100", "0", "0", "25", "0", "4", "3", "3", "0"),
            After(
                refused("below_fulfilled", edit(a=0, add=(added("b", 1, "1"),))),
                *("100", "0", "0", "25", "0", "4", "3", "3", "0"),
            ),
            # 25 less a credit of 25, and 75 are kept.
            After(edit(a=1), "25", "0", "-75", "25", "0", "1", "0", "0", "0"),
            After(edit(a=2), "50", "0", "-50", "25", "0", "2", "1", "1", "0"),
        ],
    ),
    "downloads count their refunds": (
        sold(item("d", 3, "10", digital=True), item("a", 1, "10"), paid="40"),
        [
            After(credit("r1", d=1), "40", "0", "0", "10", "0", "3 1", "0 1", "0 1", "0 0"),
            After(take_off(d=1), "30", "0", "-10", "10", "10", "3 1", "0 1", "0 1", "0 0"),
            After(
                refused("below_fulfilled", edit(d=1)),
                *("30", "0", "-10", "10", "10", "3 1", "0 1", "0 1", "0 0"),
            ),
            After(edit(d=2), "20", "0", "-20", "10", "10", "2 1", "0 1", "0 1", "0 0"),
        ],
    ),
    "a closed order keeps its lines": (
        sold(item("a", 1, "10"), paid="10"),
        [
            After(status("delivered"), "10", "0", "0", "0", "0", "1", "1", "1", "0"),
            After(
                refused("order_is_closed", edit(a=2)),
                *("10", "0", "0", "0", "0", "1", "1", "1", "0"),
            ),
            After(edit(note="Left at the door."), "10", "0", "0", "0", "0", "1", "1", "1", "0"),
        ],
    ),
}

WORTH: dict[str, tuple[Order, list[After]]] = {
    # 4 at 25: V(1) is 25. 8 at 25: V(2) is 50, less the 25 of then.
    "more units after a cancellation": (
        sold(item("a", 4, "25"), paid="100"),
        [
            After(take_off("r1", a=1), "75", "0", "0", "25", "25", "4", "3", "3", "0"),
            After(edit(a=8), "175", "0", "100", "25", "25", "8", "7", "7", "0"),
            After(take_off(a=1), "150", "0", "75", "25", "50", "8", "6", "6", "0"),
            After(
                refused("below_fulfilled", edit(a=1)),
                *("150", "0", "75", "25", "50", "8", "6", "6", "0"),
            ),
            After(
                refused("nothing_would_remain", edit(a=2)),
                *("150", "0", "75", "25", "50", "8", "6", "6", "0"),
            ),
            After(edit(a=3), "25", "0", "-50", "25", "50", "3", "1", "1", "0"),
        ],
    ),
    # 100 - 40 is 60, of which 50 are cancelled; V(3) is 45, which is less than the 50 of then.
    # 125 - 40 is 85: V(4) is 68, 18 more than 50.
    "a line is worth less than was taken": (
        sold(item("a", 4, "25"), paid="100"),
        [
            After(take_off(a=2), "50", "0", "-50", "0", "50", "4", "2", "2", "0"),
            After(
                refused("total_below_zero", edit(a=4, discounts={"a": "60"})),
                *("50", "0", "-50", "0", "50", "4", "2", "2", "0"),
            ),
            After(
                edit(a=4, discounts={"a": "40"}),
                *("10", "0", "-90", "0", "50", "4", "2", "2", "0"),
            ),
            After(take_off(a=1), "10", "0", "-90", "0", "50", "4", "1", "1", "0"),
            After(edit(a=5), "35", "0", "-65", "0", "50", "5", "2", "2", "0"),
            After(take_off(a=1), "17", "0", "-83", "0", "68", "5", "1", "1", "0"),
        ],
    ),
    # 15 - 5: V(1) of 3 is 3 yen. 25 - 5: V(2) of 5 is 8, 5 more. 15 - 5 - 8 is 2.
    "yen": (
        sold(item("a", 3, "5", currency="JPY", discount="5"), paid="10"),
        [
            After(take_off("r1", restock=True, a=1), "7", "0", "0", "3", "3", "3", "2", "2", "0"),
            After(edit(a=5), "17", "0", "10", "3", "3", "5", "4", "4", "0"),
            After(take_off(a=1), "12", "0", "5", "3", "8", "5", "3", "3", "0"),
            After(
                refused("total_below_zero", edit(a=3, discounts={"a": "15"})),
                *("12", "0", "5", "3", "8", "5", "3", "3", "0"),
            ),
            After(edit(a=3), "2", "0", "-5", "3", "8", "3", "1", "1", "0"),
            After(
                refused("total_below_zero", edit(a=3, discounts={"a": "16"})),
                *("2", "0", "-5", "3", "8", "3", "1", "1", "0"),
            ),
        ],
    ),
    # First a is worth 28.58: V(1) is 9.53. Then the discount of 7 is shared over 30 and 10: 5.25
    # and 1.75. The tax of 6.30 is shared over 24.75, 8.25 and 5: 4.10, 1.37 and 0.83. So a is worth
    # 28.85, V(2) 19.23; b is worth 9.62, V(1) 4.81.
    "shares of discount and tax": (
        sold(
            *(item("a", 3, "10"), item("b", 1, "5")),
            paid="39.30",
            discount="7",
            shipping="5",
            tax="6.30",
        ),
        [
            After(
                take_off(a=1),
                *("29.77", "6.30", "-9.53", "0", "9.53", "3 1", "2 1", "2 1", "0 0"),
            ),
            After(
                edit(b=2),
                *("34.77", "6.30", "-4.53", "0", "9.53", "3 2", "2 2", "2 2", "0 0"),
            ),
            After(
                take_off(a=1),
                *("25.07", "6.30", "-14.23", "0", "19.23", "3 2", "1 2", "1 2", "0 0"),
            ),
            After(
                take_off(b=1),
                *("20.26", "6.30", "-19.04", "0", "24.04", "3 2", "1 1", "1 1", "0 0"),
            ),
        ],
    ),
    # V(1) of 7.50 is 3.75. Then V(2) of 14.99 is 7.495, half to even 7.50: 3.75 more.
    "half a cent": (
        sold(item("a", 2, "3.75"), paid="7.50"),
        [
            After(take_off(a=1), "3.75", "0", "-3.75", "0", "3.75", "2", "1", "1", "0"),
            After(
                edit(a=4, discounts={"a": "0.01"}),
                *("11.24", "0", "3.74", "0", "3.75", "4", "3", "3", "0"),
            ),
            After(take_off(a=1), "7.49", "0", "-0.01", "0", "7.50", "4", "2", "2", "0"),
        ],
    ),
}
