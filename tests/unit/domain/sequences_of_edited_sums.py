"""Sequences of edits of taxes, discounts and paid orders, worked out by hand from the contract.

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
    refused,
    settle,
    ship,
    sold,
    take_off,
)

TAX: dict[str, tuple[Order, list[After]]] = {
    # Of the tax of 6, 1 is the shipping's.
    "by the difference of the lines": (
        sold(
            *(item("a", 2, "10", tax="4"), item("b", 1, "5", tax="1")),
            paid="36",
            shipping="5",
            tax="6",
        ),
        [
            After(
                edit(a=3, taxes={"a": "6"}),
                *("48", "8", "12", "0", "0", "3 1", "3 1", "3 1", "0 0"),
            ),
            After(edit(b=0), "42", "7", "6", "0", "0", "3", "3", "3", "0"),
            # Unnamed, the tax of the line stays.
            After(edit(a=2), "32", "7", "-4", "0", "0", "2", "2", "2", "0"),
            After(
                edit(add=(added("d", 1, "1", tax="0.50"),)),
                *("33.50", "7.50", "-2.50", "0", "0", "2 1", "2 1", "2 1", "0 0"),
            ),
            # A line without a known tax: the total tax stays.
            After(
                edit(d=0, add=(added("c", 1, "10"),)),
                *("42.50", "7.50", "6.50", "0", "0", "2 1", "2 1", "2 1", "0 0"),
            ),
            After(
                edit(c=1, taxes={"c": "2"}),
                *("42.50", "7.50", "6.50", "0", "0", "2 1", "2 1", "2 1", "0 0"),
            ),
            After(
                edit(a=2, taxes={"a": None}, sums={"tax_total": "9"}),
                *("44", "9", "8", "0", "0", "2 1", "2 1", "2 1", "0 0"),
            ),
            After(
                edit(a=2, taxes={"a": "1"}),
                *("44", "9", "8", "0", "0", "2 1", "2 1", "2 1", "0 0"),
            ),
        ],
    ),
    "never below zero": (
        sold(item("a", 1, "10", tax="2"), item("b", 1, "10", tax="2"), paid="21", tax="1"),
        [
            After(
                refused("total_below_zero", edit(b=0)),
                *("21", "1", "0", "0", "0", "1 1", "1 1", "1 1", "0 0"),
            ),
            After(
                edit(b=0, sums={"tax_total": "0"}),
                *("10", "0", "-11", "0", "0", "1", "1", "1", "0"),
            ),
        ],
    ),
    "included in the prices": (
        sold(item("a", 2, "12", tax="4"), paid="24", tax="4", includes_tax=True),
        [
            After(
                edit(a=1, taxes={"a": "2"}),
                *("12", "2", "-12", "0", "0", "1", "1", "1", "0"),
            ),
        ],
    ),
}

MONEY: dict[str, tuple[Order, list[After]]] = {
    "goodwill stays goodwill": (
        sold(item("a", 2, "10"), paid="20"),
        [
            After(give("r1", "5"), "20", "0", "0", "5", "0", "2", "2", "2", "0"),
            After(edit(a=1), "10", "0", "-5", "5", "0", "1", "1", "1", "0"),
            After(edit(a=3), "30", "0", "10", "5", "0", "3", "3", "3", "0"),
        ],
    ),
    # A refund of 0 credits 10. Not more is owed than is kept.
    "at most what is kept is owed": (
        sold(item("a", 2, "10"), paid="10"),
        [
            After(ship("f1", a=1), "20", "0", "10", "0", "0", "2", "1", "2", "0"),
            After(parcel("f1", "in_transit"), "20", "0", "10", "0", "0", "2", "1", "1", "0"),
            After(credit("r1", a=1), "20", "0", "0", "0", "0", "2", "1", "1", "0"),
            After(edit(a=1), "10", "0", "-10", "0", "0", "1", "0", "0", "0"),
            After(
                edit(a=1, discounts={"a": "5"}),
                *("5", "0", "-10", "0", "0", "1", "0", "0", "0"),
            ),
        ],
    ),
    "a refund fails after an edit": (
        sold(item("a", 2, "10"), paid="20"),
        [
            After(edit(a=1), "10", "0", "-10", "0", "0", "1", "1", "1", "0"),
            After(give("r1", "10"), "10", "0", "0", "10", "0", "1", "1", "1", "0"),
            After(edit(a=2), "20", "0", "10", "10", "0", "2", "2", "2", "0"),
            After(settle("r1", "failed"), "20", "0", "0", "0", "0", "2", "2", "2", "0"),
        ],
    ),
    "less shipping than was credited": (
        sold(item("a", 1, "10"), paid="16", shipping="6"),
        [
            After(credit("r1", shipping="4"), "16", "0", "0", "4", "0", "1", "1", "1", "0"),
            After(
                edit(sums={"shipping_total": "3"}),
                *("13", "0", "-3", "4", "0", "1", "1", "1", "0"),
            ),
            After(
                refused("shipping_already_refunded", credit("r2", shipping="1")),
                *("13", "0", "-3", "4", "0", "1", "1", "1", "0"),
            ),
        ],
    ),
    "discounts and adjustments": (
        sold(item("a", 2, "10"), paid="21", discount="4", shipping="5"),
        [
            After(
                refused("total_below_zero", edit(adjustment="-20 -2")),
                *("21", "0", "0", "0", "0", "2", "2", "2", "0"),
            ),
            After(
                edit(adjustment="-20 -1"),
                *("0", "0", "-21", "0", "0", "2", "2", "2", "0"),
            ),
            After(
                refused("invalid_fields", edit(sums={"discount_total": "25.01"}, adjustment="9")),
                *("0", "0", "-21", "0", "0", "2", "2", "2", "0"),
            ),
            After(
                edit(sums={"discount_total": "25"}, adjustment=""),
                *("0", "0", "-21", "0", "0", "2", "2", "2", "0"),
            ),
            After(
                refused("invalid_fields", edit(sums={"shipping_total": "0"})),
                *("0", "0", "-21", "0", "0", "2", "2", "2", "0"),
            ),
            After(
                edit(sums={"shipping_total": "10"}),
                *("5", "0", "-16", "0", "0", "2", "2", "2", "0"),
            ),
        ],
    ),
    # The cancelled unit keeps its worth of 10: 20 - 10 is left, then 8 - 10 would be.
    "not below what was cancelled": (
        sold(item("a", 2, "10"), item("b", 2, "4"), paid="28"),
        [
            After(take_off(a=1), "18", "0", "-10", "0", "10", "2 2", "1 2", "1 2", "0 0"),
            After(edit(b=0), "10", "0", "-18", "0", "10", "2", "1", "1", "0"),
            After(
                refused("total_below_zero", edit(a=2, sums={"discount_total": "10.01"})),
                *("10", "0", "-18", "0", "10", "2", "1", "1", "0"),
            ),
            After(
                edit(a=2, sums={"discount_total": "10"}),
                *("0", "0", "-28", "0", "10", "2", "1", "1", "0"),
            ),
        ],
    ),
}
