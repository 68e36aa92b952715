"""Sequences of refunds, failures and payments, worked out by hand from the contract.

Each row has a step and the figures after it: balance, refunded, cancelled (the worth of cancelled
units), then remaining, home and free of each line.
"""

from attrs import evolve

from seller_orders.domain.adjustment import Adjustment, AdjustmentKind
from seller_orders.domain.order import Order
from seller_orders.domain.signed_money import SignedMoney
from seller_orders.domain.tender import Tender
from tests.unit.domain.sequence_steps import (
    Row,
    credit,
    give,
    item,
    money,
    parcel,
    pay,
    refused,
    settle,
    ship,
    sold,
    take_off,
)


def with_tenders(before: Order, **amounts: str) -> Order:
    """Return the order with captured tenders, the oldest first."""
    tenders = tuple(
        Tender(id=id, method=id, amount=money(amount, before.currency))
        for id, amount in amounts.items()
    )
    return evolve(before, payment=evolve(before.payment, tenders=tenders))


def reduced(before: Order, amount: int) -> Order:
    """Return the order with an adjustment that lowers its total by whole euros."""
    adjustment = SignedMoney(-amount * 10_000, "EUR")
    return evolve(
        before,
        adjustments=(Adjustment(kind=AdjustmentKind.OTHER, amount=adjustment),),
        payment=evolve(before.payment, captured=money("5", "EUR")),
    )


FOUR = item("a", 4, "25")
SHIPPED = [
    ship("f1", a=4),
    parcel("f1", "in_transit"),
]

ROUNDING: dict[str, tuple[Order, list[Row]]] = {
    # 15 less a discount of 5: V(1), V(2), V(3) are 3, 7 and 10 yen.
    "yen": (
        sold(item("a", 3, "5", currency="JPY", discount="5"), paid="10"),
        [
            Row(take_off("r1", restock=True, a=1), "0", "3", "3", "2", "2", "0"),
            # Worth 7 - 3 = 4, not refunded: total 3, kept 7.
            Row(take_off(a=1), "-4", "3", "7", "1", "1", "0"),
            Row(give("r2", "4"), "0", "7", "7", "1", "1", "0"),
            Row(settle("r2", "failed"), "-4", "3", "7", "1", "1", "0"),
            # 4 are owed, 1 is goodwill: 3 - 2 - 1.
            Row(give("r3", "5"), "0", "8", "7", "1", "1", "0"),
            Row(settle("r3", "failed"), "-4", "3", "7", "1", "1", "0"),
        ],
    ),
    # 3 × 3.333667 is 10.001: V is 3.334, 6.667 and 10.001.
    "dinars": (
        sold(item("a", 3, "3.333667", currency="KWD"), paid="10.001"),
        [
            Row(ship("f1", a=3), "0", "0", "0", "0", "3", "0"),
            Row(parcel("f1", "in_transit"), "0", "0", "0", "0", "0", "0"),
            Row(credit("r1", a=1), "0", "3.334", "0", "0", "0", "0"),
            Row(credit("r2", a=1), "0", "6.667", "0", "0", "0", "0"),
            Row(settle("r1", "failed"), "0", "3.333", "0", "0", "0", "0"),
            # One unit counts, which was worth 3.333: V(2) - 3.333.
            Row(credit("r3", a=1), "0", "6.667", "0", "0", "0", "0"),
            Row(credit("r4", a=1), "0", "10.001", "0", "0", "0", "0"),
        ],
    ),
    # 3 × 3.333333 is 10.00: V is 3.33, 6.67 and 10.00.
    "three units of ten": (
        sold(item("a", 3, "3.333333"), paid="10"),
        [
            Row(take_off("r1", a=2), "0", "6.67", "6.67", "1", "1", "0"),
            Row(
                refused("nothing_would_remain", take_off(a=1)),
                *("0", "6.67", "6.67", "1", "1", "0"),
            ),
            Row(ship("f1", a=1), "0", "6.67", "6.67", "0", "1", "0"),
            Row(parcel("f1", "in_transit"), "0", "6.67", "6.67", "0", "0", "0"),
            Row(credit("r2", a=1), "0", "10", "6.67", "0", "0", "0"),
            # Spent: the parcel's unit goes back to stock.
            Row(parcel("f1", "returned"), "0", "10", "6.67", "0", "0", "0"),
        ],
    ),
}

SHARES: dict[str, tuple[Order, list[Row]]] = {
    "two units of five, with the shipping": (
        sold(item("a", 5, "20"), shipping="9", paid="109"),
        [
            Row(ship("f1", a=5), "0", "0", "0", "0", "5", "0"),
            Row(parcel("f1", "delivered"), "0", "0", "0", "0", "0", "0"),
            Row(credit("r1", shipping="9", a=2), "0", "49", "0", "0", "0", "0"),
            Row(settle("r1", "succeeded"), "0", "49", "0", "0", "0", "0"),
            Row(credit("r2", a=3), "0", "109", "0", "0", "0", "0"),
            Row(refused("units_already_refunded", credit("r3", a=1)), "0", "109", *"0000"),
        ],
    ),
    # Discount 6 + 4. Tax 9 over 54, 36 and 10: 4.86, 3.24, 0.90. Worth 58.86, 39.24 and 10.90.
    "a discount, and tax that is added": (
        sold(
            item("a", 2, "30"),
            item("b", 1, "40"),
            discount="10",
            shipping="10",
            tax="9",
            paid="109",
        ),
        [
            Row(ship("f1", a=2), "0", "0", "0", "0 1", "2 1", "0 0"),
            Row(parcel("f1", "in_transit"), "0", "0", "0", "0 1", "0 1", "0 0"),
            Row(take_off("r1", restock=True, b=1), "0", "39.24", "39.24", "0 0", "0 0", "0 0"),
            # 29.43 + 10.90.
            Row(credit("r2", shipping="10.90", a=1), "0", "79.57", "39.24", "0 0", "0 0", "0 0"),
            Row(credit("r3", a=1), "0", "109", "39.24", "0 0", "0 0", "0 0"),
        ],
    ),
    # Worth 30, 15 and 5: the tax is in them.
    "included tax, and a line's discount": (
        sold(
            item("a", 3, "10", tax="4.79"),
            item("b", 1, "20", discount="5", tax="2.39"),
            shipping="5",
            tax="7.18",
            includes_tax=True,
            paid="50",
        ),
        [
            Row(take_off(a=1), "-10", "0", "10", "2 1", "2 1", "0 0"),
            # 25 are owed; the unit is worth 15.
            Row(take_off("r1", b=1), "-10", "15", "25", "2 0", "2 0", "0 0"),
            Row(give("r2", "10"), "0", "25", "25", "2 0", "2 0", "0 0"),
            Row(ship("f1", a=2), "0", "25", "25", "0 0", "2 0", "0 0"),
            Row(parcel("f1", "in_transit"), "0", "25", "25", "0 0", "0 0", "0 0"),
            Row(credit("r3", a=1), "0", "35", "25", "0 0", "0 0", "0 0"),
        ],
    ),
    # The lines have 7 and 3.50 of 12.00 tax, shipping has 1.50: worth 107, 53.50 and 21.50.
    "tax of each line, and of the shipping": (
        sold(
            item("a", 2, "50", tax="7"),
            item("b", 1, "50", tax="3.50"),
            shipping="20",
            tax="12",
            paid="182",
        ),
        [
            Row(ship("f1", a=2, b=1), "0", "0", "0", "0 0", "2 1", "0 0"),
            Row(parcel("f1", "delivered"), "0", "0", "0", "0 0", "0 0", "0 0"),
            Row(credit("r1", shipping="10", a=1), "0", "63.50", "0", "0 0", "0 0", "0 0"),
            Row(credit("r2", shipping="11.50"), "0", "75", "0", "0 0", "0 0", "0 0"),
            Row(
                refused("shipping_already_refunded", credit("r3", shipping="0.01")),
                *("0", "75", "0", "0 0", "0 0", "0 0"),
            ),
            Row(settle("r1", "failed"), "0", "11.50", "0", "0 0", "0 0", "0 0"),
            Row(credit("r3", shipping="10", b=1), "0", "75", "0", "0 0", "0 0", "0 0"),
        ],
    ),
    # Total 20 - 15 = 5. A unit is worth 10, but at most the total.
    "cancelled units are worth at most the total": (
        reduced(sold(item("a", 2, "10"), paid="20"), 15),
        [
            Row(take_off("r1", a=1), "0", "5", "5", "1", "1", "0"),
            Row(ship("f1", a=1), "0", "5", "5", "0", "1", "0"),
            Row(parcel("f1", "in_transit"), "0", "5", "5", "0", "0", "0"),
            # Credited V(2) - 5 = 15, of which nothing is kept: 0 is refunded.
            Row(credit("r2", a=1), "0", "5", "5", "0", "0", "0"),
        ],
    ),
}

OPEN_SUMS: dict[str, tuple[Order, list[Row]]] = {
    "a refund of cancelled units goes beyond what is owed": (
        sold(FOUR, paid="100"),
        [
            # 25 are owed, 15 are goodwill.
            Row(take_off("r1", "40", a=1), "0", "40", "25", "3", "3", "0"),
            Row(settle("r1", "failed"), "-25", "0", "25", "3", "3", "0"),
            # Goodwill 5: 75 - 70 - 5.
            Row(give("r2", "30"), "0", "30", "25", "3", "3", "0"),
            # Worth 25; after it 50 - 70 is open, so 20 are refunded.
            Row(take_off("r3", a=1), "0", "50", "50", "2", "2", "0"),
        ],
    ),
    "goodwill before units are refunded": (
        sold(FOUR, paid="100"),
        [
            Row(SHIPPED[0], "0", "0", "0", "0", "4", "0"),
            Row(SHIPPED[1], "0", "0", "0", "0", "0", "0"),
            Row(give("r1", "10"), "0", "10", "0", "0", "0", "0"),
            # Credited 25: 100 - 25 - 90 is open.
            Row(credit("r2", a=1), "0", "25", "0", "0", "0", "0"),
            Row(settle("r1", "failed"), "-10", "15", "0", "0", "0", "0"),
            Row(give("r3", "10"), "0", "25", "0", "0", "0", "0"),
        ],
    ),
    "an overpaid order": (
        sold(FOUR, paid="130"),
        [
            Row(SHIPPED[0], "-30", "0", "0", "0", "4", "0"),
            Row(SHIPPED[1], "-30", "0", "0", "0", "0", "0"),
            Row(credit("r1", a=1), "-30", "25", "0", "0", "0", "0"),
            Row(give("r2", "30"), "0", "55", "0", "0", "0", "0"),
            Row(settle("r1", "failed"), "0", "30", "0", "0", "0", "0"),
            Row(credit("r3", adjustment="-5", a=1), "0", "50", "0", "0", "0", "0"),
        ],
    ),
    "goods of an unpaid order come back": (
        sold(item("a", 2, "50"), shipping="10"),
        [
            Row(ship("f1", a=2), "110", "0", "0", "0", "2", "0"),
            Row(parcel("f1", "delivered"), "110", "0", "0", "0", "0", "0"),
            Row(credit("r1", a=1), "60", "0", "0", "0", "0", "0"),
            Row(pay("60"), "0", "0", "0", "0", "0", "0"),
            Row(credit("r2", shipping="10", a=1), "0", "60", "0", "0", "0", "0"),
        ],
    ),
    "a credit lowers what is open first": (
        sold(FOUR, paid="60"),
        [
            Row(SHIPPED[0], "40", "0", "0", "0", "4", "0"),
            Row(SHIPPED[1], "40", "0", "0", "0", "0", "0"),
            Row(credit("r1", a=1), "15", "0", "0", "0", "0", "0"),
            # 50 - 60 is open.
            Row(credit("r2", a=1), "0", "10", "0", "0", "0", "0"),
            Row(settle("r2", "failed"), "15", "0", "0", "0", "0", "0"),
            Row(pay("75"), "0", "0", "0", "0", "0", "0"),
            Row(credit("r3", adjustment="5"), "0", "5", "0", "0", "0", "0"),
        ],
    ),
    "no unit leaves after a full refund": (
        sold(item("a", 1, "50"), paid="50"),
        [
            Row(give("r1", "50"), "0", "50", "0", "1", "1", "0"),
            Row(refused("order_is_refunded", ship("f1", a=1)), "0", "50", "0", "1", "1", "0"),
            Row(settle("r1", "failed"), "0", "0", "0", "1", "1", "0"),
            Row(ship("f1", a=1), "0", "0", "0", "0", "1", "0"),
        ],
    ),
    "a card and a gift card, which fails": (
        with_tenders(sold(FOUR, paid="100"), card="70", gift="30"),
        [
            Row(SHIPPED[0], "0", "0", "0", "0", "4", "0"),
            Row(SHIPPED[1], "0", "0", "0", "0", "0", "0"),
            # 30 to the gift card, 20 to the card.
            Row(credit("r1", a=2), "0", "50", "0", "0", "0", "0"),
            # The credit stays: 100 - 50 - 80.
            Row(settle("r1", "failed", "gift"), "-30", "20", "0", "0", "0", "0"),
            Row(give("r2", "30"), "0", "50", "0", "0", "0", "0"),
            # Now the credit is gone, and 30 of it were refunded: 100 - 70.
            Row(settle("r1", "failed", "card"), "30", "30", "0", "0", "0", "0"),
            # 100 - 50 - 70 is open.
            Row(credit("r3", a=2), "0", "50", "0", "0", "0", "0"),
        ],
    ),
    "tenders that are named": (
        with_tenders(sold(FOUR, paid="100"), card="60", gift="40"),
        [
            Row(SHIPPED[0], "0", "0", "0", "0", "4", "0"),
            Row(SHIPPED[1], "0", "0", "0", "0", "0", "0"),
            Row(credit("r1", tenders={"card": "25"}, a=1), "0", "25", "0", "0", "0", "0"),
            Row(
                refused("tenders_do_not_add_up", credit("r2", tenders={"card": "24"}, a=1)),
                *("0", "25", "0", "0", "0", "0"),
            ),
            Row(
                refused(
                    "refund_exceeds_captured",
                    credit("r2", tenders={"gift": "5", "card": "45"}, a=2),
                ),
                *("0", "25", "0", "0", "0", "0"),
            ),
            # 40 to the gift card, 10 to the card.
            Row(credit("r2", a=2), "0", "75", "0", "0", "0", "0"),
            Row(settle("r2", "failed"), "0", "25", "0", "0", "0", "0"),
            Row(credit("r3", a=3), "0", "100", "0", "0", "0", "0"),
        ],
    ),
}

MONEY = ROUNDING | SHARES | OPEN_SUMS
