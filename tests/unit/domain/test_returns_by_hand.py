"""Sequences with returns, whose figures were worked out on paper."""

import pytest
from returns.pipeline import is_successful

from seller_orders.domain.order import Order
from seller_orders.domain.return_binding import left_to_return
from seller_orders.domain.return_units import units_in_returns
from seller_orders.domain.stock import RestockCause
from seller_orders.testing.physical_ledger import PhysicalLedger
from tests.unit.domain.sequences_of_returns import RETURNS


def figures(order: Order) -> tuple[str, str, str, int]:
    units = order.units.values()
    left, sent = left_to_return(order), units_in_returns(order.returns)
    restocks = [each for each in order.restocks if each.cause is RestockCause.RETURN]
    return (
        ", ".join(f"{each.remaining} {each.home} {each.free}" for each in units),
        ", ".join(f"{left[line.id]} {sent.get(line.id, 0)}" for line in order.lines),
        order.return_status.value,
        sum(item.quantity for each in restocks for item in each.items),
    )


@pytest.mark.parametrize("name", RETURNS)
def test_a_sequence_has_the_figures_worked_out_by_hand(name: str):
    now, rows = RETURNS[name]
    ledger = PhysicalLedger.of(now)
    for number, row in enumerate(rows, 2):
        after = row.step(now, number)
        assert is_successful(after), (number, after.failure())
        now = after.unwrap()
        ledger.follow(now)
        expected = (row.units, row.returns, row.status, row.resold)
        assert (number, *figures(now)) == (number, *expected)


def test_there_are_fifteen_sequences():
    assert len(RETURNS) >= 15
