"""Sequences after the sale, whose figures were worked out on paper."""

from decimal import Decimal

import pytest
from returns.pipeline import is_successful

from seller_orders.domain.order import Order
from seller_orders.testing.physical_ledger import PhysicalLedger
from tests.unit.domain.sequence_steps import Row
from tests.unit.domain.sequences_of_goods import GOODS
from tests.unit.domain.sequences_of_money import MONEY

SEQUENCES: dict[str, tuple[Order, list[Row]]] = GOODS | MONEY


def figures(order: Order) -> tuple[object, ...]:
    units = order.units.values()
    return (
        order.balance.amount,
        order.payment.refunded.amount,
        sum(line.cancelled_worth.amount for line in order.lines),
        *(
            " ".join(str(getattr(each, name)) for each in units)
            for name in ("remaining", "home", "free")
        ),
    )


def expected(row: Row) -> tuple[object, ...]:
    money = map(Decimal, (row.balance, row.refunded, row.cancelled))
    return (*money, row.remaining, row.home, row.free)


@pytest.mark.parametrize("name", SEQUENCES)
def test_a_sequence_has_the_figures_worked_out_by_hand(name: str):
    now, rows = SEQUENCES[name]
    ledger = PhysicalLedger.of(now)
    for number, row in enumerate(rows, 2):
        after = row.step(now, number)
        assert is_successful(after), (number, after.failure())
        now = after.unwrap()
        ledger.follow(now)
        assert (number, *figures(now)) == (number, *expected(row))


def test_there_are_twenty_sequences():
    assert len(SEQUENCES) >= 20
