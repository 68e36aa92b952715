"""Contract of changes of the same units at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from returns.result import Result

from seller_orders.application.idempotency import AlreadyHandledError, IdempotencyKey
from seller_orders.application.outbox_messages import Channel
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import Refusal
from seller_orders.testing.contracts.unit_change_callers import TOO_LONG_S, Call, Callers
from seller_orders.testing.sample_order import (
    fulfillment,
    handed_over,
    inr,
    line,
    outcome_of,
    payment,
)
from seller_orders.testing.store import Store
from seller_orders.testing.store_steps import keep, kept, order


def at_once(*calls: Call) -> list[Result[Any, Refusal]]:
    """Make all calls at the same moment, each in a thread."""
    start = Barrier(len(calls))

    def run(call: Call) -> Result[Any, Refusal]:
        start.wait(TOO_LONG_S)
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def codes(outcomes: list[Result[Any, Refusal]]) -> list[str]:
    return sorted(map(outcome_of, outcomes))


def of_four(**fields: Any) -> Order:
    """Return an order of four pasta at 100 and one soup at 50, paid in full."""
    usual: dict[str, Any] = {
        "lines": (line("pasta", 4, "100"), line("soup", 1, "50")),
        "discount": inr(0),
        "payment": payment("paid", 450),
    }
    return order(**usual | fields)


def ensure_answers_are_true(store: Store, outcomes: list[Result[Any, Refusal]]) -> None:
    """Check that the refunds of the answers are those of the order and of the outbox."""
    after = kept(store)
    made = [each.unwrap() for each in outcomes if outcome_of(each) == "ok"]
    refunds = [each for each in (getattr(one, "refund", None) for one in made) if each]
    waiting = (each.message for each in store.queue.undelivered(100))
    requests = [each for each in waiting if each.channel == Channel.PAYMENT]
    assert {each.id: each for each in refunds} == {each.id: each for each in after.payment.refunds}
    assert {each.message_id: each.data["amount"] for each in requests} == {
        each.id: each.amount.amount for each in refunds
    }
    assert len(requests) == len(refunds)
    assert after.version == 1 + len(made)
    assert [each.version for each in after.timeline] == list(range(2, after.version + 1))


class ConcurrentUnitChangesContract:
    """Contract of a thread-safe store. Needs a fixture ``store``: an empty store."""

    def test_one_of_several_refunds_gets_all_units(self, store: Store) -> None:
        keep(store, of_four(fulfillments=(handed_over(fulfillment("delivered", pasta=4)),)))

        outcomes = at_once(*[Callers(store).refund_units(4)] * 3)

        assert codes(outcomes) == ["ok", *["units_already_refunded"] * 2]
        assert kept(store).payment.refunded == inr(400)
        ensure_answers_are_true(store, outcomes)

    def test_refunds_succeed_as_far_as_units_are_left(self, store: Store) -> None:
        keep(store, of_four(fulfillments=(handed_over(fulfillment("delivered", pasta=4)),)))

        outcomes = at_once(*[Callers(store).refund_units(2)] * 3)

        assert codes(outcomes) == ["ok", "ok", "units_already_refunded"]
        assert kept(store).units["pasta"].refunded == 4
        assert kept(store).payment.refunded == inr(400)
        ensure_answers_are_true(store, outcomes)

    def test_units_are_either_cancelled_or_shipped(self, store: Store) -> None:
        keep(store, of_four())
        callers = Callers(store)

        outcomes = at_once(callers.cancel_items(3), callers.fulfill(3))

        units = kept(store).units["pasta"]
        assert codes(outcomes) == ["ok", "quantity_exceeds_remaining"]
        assert (units.cancelled + units.fulfilled, units.remaining) == (3, 1)
        assert store.restocked("dom_1") == [("ord_1", "pasta", 3)] * bool(units.cancelled)
        ensure_answers_are_true(store, outcomes)

    def test_no_unit_is_cancelled_twice(self, store: Store) -> None:
        keep(store, of_four())

        outcomes = at_once(*[Callers(store).cancel_items(2)] * 3)

        after = kept(store)
        assert codes(outcomes) == ["ok", "ok", "quantity_exceeds_remaining"]
        assert (after.total, after.payment.refunded, after.balance.units) == (inr(50), inr(400), 0)
        assert store.restocked("dom_1") == [("ord_1", "pasta", 2)] * 2
        ensure_answers_are_true(store, outcomes)

    def test_a_refund_and_a_cancellation_pay_all_back_once(self, store: Store) -> None:
        keep(store, of_four())
        callers = Callers(store)

        outcomes = at_once(callers.refund(100), callers.cancel())

        assert codes(outcomes) in (["ok", "ok"], ["ok", "payment_not_refundable"])
        assert kept(store).payment.refunded == inr(450)
        ensure_answers_are_true(store, outcomes)

    def test_units_and_their_order_are_cancelled_once(self, store: Store) -> None:
        keep(store, of_four())
        callers = Callers(store)

        outcomes = at_once(callers.cancel_items(3), callers.cancel())

        units = sum(q for _, line_id, q in store.restocked("dom_1") if line_id == "pasta")
        assert codes(outcomes) in (["ok", "ok"], ["already_cancelled", "ok"])
        assert (units, kept(store).payment.refunded) == (4, inr(450))
        ensure_answers_are_true(store, outcomes)

    def test_one_key_cancels_once(self, store: Store) -> None:
        keep(store, of_four())
        key = IdempotencyKey("key-1", "same", lambda outcome: outcome.unwrap().refund.id.encode())
        call = Callers(store).cancel_items(2, idempotency_key=key)

        def answer() -> bytes:
            try:
                return key.write(call())
            except AlreadyHandledError as before:
                return before.answer

        with ThreadPoolExecutor(3) as pool:
            answers = list(pool.map(lambda _: answer(), range(3)))

        (refund,) = kept(store).payment.refunds
        assert answers == [refund.id.encode()] * 3
        assert (kept(store).version, kept(store).units["pasta"].cancelled) == (2, 2)

    def test_one_of_two_changes_has_the_expected_version(self, store: Store) -> None:
        keep(store, of_four())
        callers = Callers(store)
        expected = {"expected_versions": frozenset({1})}

        outcomes = at_once(*[callers.cancel_items(1, **expected)] * 2)

        assert codes(outcomes) == ["ok", "version_mismatch"]
        ensure_answers_are_true(store, outcomes)

    def test_units_are_either_edited_away_or_shipped(self, store: Store) -> None:
        keep(store, of_four())
        callers = Callers(store)

        outcomes = at_once(callers.edit(1), callers.fulfill(3))

        units, found = kept(store).units["pasta"], codes(outcomes)
        assert found in (["below_fulfilled", "ok"], ["ok", "quantity_exceeds_remaining"])
        assert (units.ordered, units.fulfilled) == (
            (4, 3) if "below_fulfilled" in found else (1, 0)
        )
        ensure_answers_are_true(store, outcomes)

    def test_no_edit_is_lost_beside_a_cancellation(self, store: Store) -> None:
        """Six of pasta are worth 600, whichever comes first: one of them 100."""
        keep(store, of_four())
        callers = Callers(store)

        outcomes = at_once(callers.edit(6), callers.cancel_items(1), callers.edit(6))

        units = kept(store).units["pasta"]
        assert codes(outcomes) == ["ok", "ok", "ok"]
        assert (units.ordered, units.cancelled, kept(store).total) == (6, 1, inr(550))
        assert kept(store).version == 3
