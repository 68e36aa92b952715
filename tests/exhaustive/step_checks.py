"""Checks of every step against the contract's section 2, written by hand."""

from collections import Counter
from collections.abc import Iterable

from attrs import evolve

from seller_orders.domain.fulfillment import Fulfillment, Shipment
from seller_orders.domain.order import Order
from seller_orders.domain.stock import Restock
from seller_orders.testing import reference_rules
from seller_orders.testing.sample_order import inr, line, order, payment

MOVES = {f"move by {rule_set}" for rule_set in reference_rules.MAY_BECOME}
CANCELLATIONS = {f"cancel by {rule_set}" for rule_set in reference_rules.MAY_BECOME}
OF_GOODS = {*MOVES, "fulfill", "fulfill the rest", "update a fulfillment", "a courier's report"}
OF_TEXT = {"tag", "label"}
OF_MONEY = {"update the payment", "request a refund", "settle a refund"}


def small(
    quantities: tuple[int, ...], status: str = "pending", captured: int = 0, *, digital: int = 0
) -> Order:
    """Return a new order with one line per quantity, at a price of 1.

    The last ``digital`` lines require no shipping.
    """
    shipped = len(quantities) - digital
    lines = tuple(
        line(f"line_{n}", units, "1", requires_shipping=n < shipped)
        for n, units in enumerate(quantities)
    )
    return order(lines=lines, discount=inr(0), payment=payment(status, captured))


class StepChecks:
    """Check every step, and count the steps by name in ``done``."""

    def __init__(self) -> None:
        self.done: Counter[str] = Counter()

    def __call__(self, before: Order, name: str, after: Order) -> None:
        self.done[name] += 1
        if after is not before:
            self._check_one_change(before, after)
            self._check_quantities(after)
            self._check_money(after)
            self._check_balance(after)
            self._check_separation(before, name, after)
            self._check_transitions(before, name, after)
            self._check_restocks(before, after)

    def _check_one_change(self, before: Order, after: Order) -> None:
        assert after.version == before.version + 1
        assert after.timeline[:-1] == before.timeline
        assert after.timeline[-1].version == after.version

    def _check_quantities(self, after: Order) -> None:
        units = dict.fromkeys((each.id for each in after.lines), 0)
        for one in after.fulfillments:
            for item in one.shipment.items if one.status in reference_rules.ACTIVE else ():
                units[item.id] += item.quantity
        spent = spent_units(after)
        assert all(
            each.cancelled_quantity + units[each.id] + spent[each.id] <= each.quantity
            for each in after.lines
        )
        assert not any(units[each.id] for each in after.lines if not each.requires_shipping)
        assert after.fulfillment_status == progress(after, units)
        if after.status == "cancelled":
            assert not any(one.status in reference_rules.UNDER_WAY for one in after.fulfillments)

    def _check_money(self, after: Order) -> None:
        paid, total = after.payment, after.total.units
        refunded = sum(one.amount.units for one in paid.refunds if one.status != "failed")
        assert 0 <= refunded <= paid.captured.units
        assert paid.captured.units == 0 or paid.status == "paid"
        captured = [one.amount.units for one in paid.tenders if one.status == "captured"]
        assert not paid.tenders or sum(captured) == paid.captured.units
        assert after.financial_status == reference_rules.financial_status(
            paid.status, total, paid.captured.units, refunded
        )

    def _check_balance(self, after: Order) -> None:
        paid = after.payment
        counted = [one for one in paid.refunds if one.status != "failed"]
        refunded = sum(one.amount.units for one in counted)
        goodwill = sum(max(0, one.amount.units - one.owed.units) for one in counted)
        credited = sum(
            sum(item.worth.units for item in one.items) + one.shipping.units + one.adjustment.units
            for one in counted
        )
        if after.cancellation is None:
            expected = reference_rules.balance(
                after.total.units, credited, paid.captured.units, refunded, goodwill
            )
            assert after.balance.units == expected
        else:
            assert after.balance.units == reference_rules.balance_after_cancellation(
                paid.refunded_at_cancellation.units, refunded
            )

    def _check_separation(self, before: Order, name: str, after: Order) -> None:
        assert (after.lines, after.total) == (before.lines, before.total)
        if name != "update the payment":
            assert after.payment.tenders == before.payment.tenders
        if name not in CANCELLATIONS:
            then = before.payment.refunded_at_cancellation
            assert after.payment.refunded_at_cancellation == then
        if name in OF_GOODS or name in OF_TEXT:
            assert after.payment == before.payment
        if name in OF_MONEY or name in OF_TEXT:
            goods = before.status, before.fulfillments, before.cancellation, before.restocks
            assert (after.status, after.fulfillments, after.cancellation, after.restocks) == goods

    def _check_transitions(self, before: Order, name: str, after: Order) -> None:
        if name in CANCELLATIONS:
            self._check_cancellation(before, after)
        elif after.status != before.status:
            assert name in MOVES
            rule_set = name.removeprefix("move by ")
            assert after.status in reference_rules.MAY_BECOME[rule_set][before.status]
        was = {one.id: one for one in before.fulfillments}
        for one in after.fulfillments:
            old = was.get(one.id, one)
            assert one.status == old.status or reference_rules.can_become(
                old.status, one.status, was_handed_over=is_handed_over(old)
            )

    def _check_cancellation(self, before: Order, after: Order) -> None:
        assert before.cancellation is None
        assert after.cancellation is not None
        assert after.status == "cancelled"
        shipped = {one.status.value for one in before.fulfillments}
        assert not shipped & {"delivered", "in_transit", "out_for_delivery"}
        assert before.status != "delivered"
        if before.status == "shipped":
            assert any(is_handed_over(one) for one in before.fulfillments)
            assert not shipped & set(reference_rules.ACTIVE)
        assert after.payment.captured.units or after.payment.status == "voided"
        counted = [each.amount.units for each in after.payment.refunds if each.status != "failed"]
        assert after.payment.refunded_at_cancellation.units == sum(counted)
        given_back = {each.id: each.quantity for each in after.restocked}
        home = {id: units for id, units in at_home(before).items() if units}
        assert given_back == (home if after.cancellation.restocked else {})

    def _check_restocks(self, before: Order, after: Order) -> None:
        assert after.restocks[: len(before.restocks)] == before.restocks
        new = sums(after.restocks[len(before.restocks) :])
        home = at_home(evolve(after, restocks=before.restocks))
        assert all(units <= home[id] for id, units in new.items())


def progress(order: Order, fulfilled: dict[str, int]) -> str:
    """Return the fulfillment_status by the units that are fulfilled, by line id."""
    spent = spent_units(order)
    gone = {
        each.id: each.cancelled_quantity + spent[each.id] + fulfilled[each.id]
        for each in order.lines
    }
    if all(gone[each.id] == each.quantity for each in order.lines if each.requires_shipping):
        return "fulfilled"
    return "partial" if any(fulfilled.values()) else "unfulfilled"


def spent_units(order: Order) -> Counter[str]:
    """Return the units by line id that refunds credit and whose fulfillment is not active."""
    ended = {one.id for one in order.fulfillments if one.status in reference_rules.INACTIVE}
    units = Counter[str]()
    for refund in order.payment.refunds:
        for item in refund.items if refund.status != "failed" else ():
            units[item.id] += item.quantity if item.fulfillment_id in ended else 0
    return units


def is_handed_over(one: Fulfillment) -> bool:
    """Return whether a hand-over is recorded, or implied by the status."""
    seen = {"in_transit", "out_for_delivery", "delivered"}
    return one.handed_over_at is not None or one.status in seen


def sums(parts: Iterable[Restock | Shipment]) -> Counter[str]:
    """Return the units by line id."""
    units = Counter[str]()
    for part in parts:
        for item in part.items:
            units[item.id] += item.quantity
    return units


def at_home(order: Order) -> dict[str, int]:
    """Return the units neither handed over, nor restocked, nor set aside, by line id."""
    out = [one for one in order.fulfillments if is_handed_over(one) and one.status != "returned"]
    gone = sums(one.shipment for one in out) + sums(order.restocks)
    return {
        each.id: max(0, each.quantity - gone[each.id] - each.set_aside_quantity)
        if each.requires_shipping
        else 0
        for each in order.lines
    }
