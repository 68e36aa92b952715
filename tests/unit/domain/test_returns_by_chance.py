"""Random sequences with returns, next to the physical ledger.

The ledger says which units may be returned, and which parcels units in returns keep active; it
follows each unit, so that none comes back, or is given back, twice.
"""

from typing import Any

from attrs import define
from hypothesis import given
from hypothesis import strategies as st
from returns.pipeline import is_successful

from seller_orders.domain.order import Order
from seller_orders.domain.return_policy import ensure_any_returnable
from seller_orders.domain.return_rules import RETURN_CONDITIONS, ReturnRules
from seller_orders.domain.return_units import units_in_returns
from seller_orders.testing.physical_ledger import PhysicalLedger
from seller_orders.testing.physical_returns import ENDED, returning
from seller_orders.testing.sample_order import outcome_of
from tests.unit.domain.return_steps import decide, report, send_back, take_in
from tests.unit.domain.sequence_steps import (
    Step,
    cancel,
    credit,
    item,
    parcel,
    settle,
    ship,
    sold,
    status,
    take_off,
)

LINES = ["a", "b"]
PARCELS = ["f1", "f2", "f3"]
RETURNS = ["r1", "r2", "r3"]
PARCEL_STATUSES = ["in_transit", "delivered", "failed", "returned", "cancelled"]
ORDER_STATUSES = ["processing", "shipped", "cancelled", "refunded"]

units = st.integers(1, 3)
conditions = st.sampled_from(sorted(RETURN_CONDITIONS))


@define
class Followed:
    """Order with its ledger. Changes are numbered."""

    order: Order
    ledger: PhysicalLedger
    number: int = 1

    def do(self, step: Step) -> str:
        """Do a step if it is allowed; return its outcome."""
        self.number += 1
        after = step(self.order, self.number)
        if is_successful(after):
            self.order = after.unwrap()
            self.ledger.follow(self.order)
            self.check()
        return outcome_of(after)

    def left(self, line: str) -> int:
        """Return how many things of a line may be returned."""
        return len(self.ledger.lines[line].returnable(returning(self.order)))

    def expected(self, id: str, line: str) -> int:
        """Return how many things of a line nothing is known of yet."""
        sent = [item for one in self.order.returns if one.id == id for item in one.items]
        parts = [part.quantity for item in sent if item.id == line for part in item.received]
        return sum(item.quantity for item in sent if item.id == line) - sum(parts)

    def is_kept(self, id: str) -> bool:
        """Return whether things of a parcel are in returns."""
        lines = self.ledger.lines.values()
        return any(each.parcel == id and each.in_return for units in lines for each in units.things)

    def check(self) -> None:
        """Compare the order with the contract's rule of returns, and with the things."""
        shipped = dict.fromkeys(LINES, 0)
        for each in self.order.fulfillments:
            if each.id in returning(self.order):
                for one in each.shipment.items:
                    shipped[one.id] += one.quantity
        in_returns = units_in_returns(self.order.returns)
        for line in LINES:
            assert in_returns.get(line, 0) <= shipped[line]
            assert shipped[line] - in_returns.get(line, 0) == self.left(line)
        anything = ensure_any_returnable(self.order, ReturnRules())
        assert is_successful(anything) is any(map(self.left, LINES))


@st.composite
def returns_asked_for(draw: st.DrawFn) -> tuple[str, dict[str, int]]:
    lines = draw(st.lists(st.sampled_from(LINES), min_size=1, max_size=2, unique=True))
    return draw(st.sampled_from(RETURNS)), {line: draw(units) for line in lines}


MOVES = st.one_of(
    st.tuples(st.just("ship"), st.sampled_from(PARCELS), st.sampled_from(LINES), units),
    st.tuples(st.just("parcel"), st.sampled_from(PARCELS), st.sampled_from(PARCEL_STATUSES)),
    st.tuples(st.just("report"), st.sampled_from(PARCELS), st.sampled_from(PARCEL_STATUSES)),
    st.tuples(st.just("status"), st.sampled_from(ORDER_STATUSES)),
    st.tuples(st.just("send_back"), returns_asked_for()),
    st.tuples(
        st.just("decide"),
        st.sampled_from(RETURNS),
        st.sampled_from(["approved", "rejected", "closed", "cancelled"]),
    ),
    st.tuples(st.just("take_in"), st.sampled_from(RETURNS), st.integers(1, 2), conditions),
    st.tuples(st.just("take_in"), st.just("r1"), st.just(1), conditions),
    st.tuples(st.just("take_off"), st.sampled_from(LINES), st.booleans()),
    st.tuples(st.just("credit"), st.sampled_from(LINES)),
    st.tuples(st.just("fail refund")),
    st.tuples(st.just("cancel"), st.booleans()),
)


def one_of(line: str) -> dict[str, Any]:
    return {line: 1}


def do(now: Followed, move: tuple[object, ...]) -> None:
    order = now.order
    match move:
        case ("ship", str(id), str(line), int(n)) if not order.fulfillment(id):
            now.do(ship(id, **{line: n}))
        case ("parcel", str(id), str(to)) if found := order.fulfillment(id):
            is_kept = now.is_kept(id) and to in ENDED and to != found.status
            outcome = now.do(parcel(id, to))
            assert (outcome == "units_in_return") is (is_kept and found.status != "delivered")
        case ("report", str(id), str(to)) if found := order.fulfillment(id):
            is_kept, restocks = now.is_kept(id), order.restocks
            now.do(report(id, to))
            if is_kept and to in ENDED:
                assert now.order.fulfillment(id).status is found.status  # type: ignore[union-attr]
                assert now.order.restocks == restocks
        case ("status", str(to)):
            kept = {each for each in PARCELS if now.is_kept(each)}
            before = {each.id: each.status for each in order.fulfillments}
            now.do(status(to))
            after = {each.id: each.status for each in now.order.fulfillments}
            assert {id: after[id] for id in kept} == {id: before[id] for id in kept}
        case ("send_back", (str(id), dict(asked))) if not order.return_(id):
            fits = all(n <= now.left(line) for line, n in asked.items())
            assert now.do(send_back(id, **asked)) == (
                "ok" if fits else "quantity_exceeds_returnable"
            )
        case ("decide", str(id), str(to)) if order.return_(id):
            now.do(decide(id, to))
        case ("take_in", str(id), int(n), str(condition)) if sent := order.return_(id):
            last = sent.items[-1].id
            fits = sent.is_under_way and n <= now.expected(id, last)
            assert (now.do(take_in(id, (last, n, condition))) == "ok") is fits
        case ("take_off", str(line), bool(restock)):
            now.do(take_off(restock=restock, **one_of(line)))
        case ("credit", str(line)):
            now.do(credit(f"rfd_{now.number}", **one_of(line)))
        case ("fail refund",) if order.payment.refunds:
            now.do(settle(order.payment.refunds[-1].id, "failed"))
        case ("cancel", bool(restock)):
            is_any_kept = any(map(now.is_kept, PARCELS))
            assert not (now.do(cancel(restock=restock)) == "ok" and is_any_kept)
        case _:
            pass


@given(st.lists(MOVES, min_size=6, max_size=18))
def test_no_unit_comes_back_twice(moves: list[tuple[object, ...]]):
    order = sold(item("a", 3, "10"), item("b", 2, "10"), paid="50")
    now = Followed(order, PhysicalLedger.of(order))
    # Something is on its way, so that most sequences return it.
    for step in (ship("f1", a=2, b=1), parcel("f1", "in_transit"), send_back("r1", a=1)):
        assert now.do(step) == "ok"

    for move in moves:
        do(now, move)
