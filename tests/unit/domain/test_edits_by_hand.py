"""Edits, cancellations and refunds, whose figures were worked out on paper."""

from decimal import Decimal

import pytest
from returns.pipeline import is_successful

from seller_orders.domain.order import Order
from tests.unit.domain.edit_steps import After
from tests.unit.domain.sequences_of_edited_sums import MONEY, TAX
from tests.unit.domain.sequences_of_edits import LINES, WORTH

SEQUENCES: dict[str, tuple[Order, list[After]]] = LINES | WORTH | TAX | MONEY


def figures(order: Order) -> tuple[object, ...]:
    units = order.units.values()
    return (
        order.total.amount,
        order.tax.amount,
        order.balance.amount,
        order.payment.refunded.amount,
        order.cancelled_worth.amount,
        *(
            " ".join(str(getattr(each, name)) for each in units)
            for name in ("ordered", "remaining", "home", "free")
        ),
    )


def expected(row: After) -> tuple[object, ...]:
    money = map(Decimal, (row.total, row.tax, row.balance, row.refunded, row.cancelled))
    return (*money, row.ordered, row.remaining, row.home, row.free)


@pytest.mark.parametrize("name", SEQUENCES)
def test_edits_have_the_figures_worked_out_by_hand(name: str):
    now, rows = SEQUENCES[name]
    for number, row in enumerate(rows, 2):
        after = row.step(now, number)
        assert is_successful(after), (number, after.failure())
        now = after.unwrap()
        assert (number, *figures(now)) == (number, *expected(row))


def test_there_are_fifteen_sequences_of_edits():
    assert len(SEQUENCES) >= 15
