"""Bounds of what a carrier's reports add to an order's timeline."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import pytest
from attrs import evolve, frozen
from hypothesis import given
from hypothesis import strategies as st

from seller_orders.domain import courier_report
from seller_orders.domain.courier_report import MAX_REPORTS_KEPT, CourierReport, record_report
from seller_orders.domain.fulfillment import FulfillmentStatus
from seller_orders.domain.order import Order
from seller_orders.domain.values import Tracking
from seller_orders.testing.sample_order import CREATED, LATER, change, fulfillment, order

MAX_IN_EXAMPLES: Final = 3

NEXT: Final[dict[str, set[str]]] = {
    "pending": {"in_transit", "out_for_delivery", "delivered", "failed", "returned"},
    "in_transit": {"out_for_delivery", "delivered", "failed", "returned"},
    "out_for_delivery": {"delivered", "failed", "returned"},
    "delivered": set(),
    "failed": {"returned"},
    "returned": set(),
}
"""The next statuses by report, of a shipment that its courier never refused."""


@frozen
class Said:
    """Report of a courier at a minute."""

    status: str
    place: str | None
    minute: int

    def report(self) -> CourierReport:
        return CourierReport(
            status=FulfillmentStatus(self.status),
            place=self.place,
            occurred_at=CREATED + timedelta(minutes=self.minute),
        )


SAID: Final = st.builds(
    Said,
    st.sampled_from(sorted(NEXT.keys() - {"pending"})),
    st.sampled_from([None, "Pune", "Agra"]),
    st.integers(0, 2),
)


def after_all(reports: Sequence[Said], before: Order) -> Order:
    now = before
    for number, said in enumerate(reports, 2):
        now = record_report(now, now.fulfillments[0], said.report(), change(number))
    return now


def expected(reports: Sequence[Said]) -> tuple[str, list[Said], int]:
    """Return the status, the reports on the timeline, and the count, by the rules."""
    status, kept, count = "pending", list[Said](), 0
    for said in reports:
        moves = said.status in NEXT[status]
        if moves:
            status = said.status
        elif said in kept:
            continue
        count += 1
        if moves or len(kept) < MAX_IN_EXAMPLES:
            kept.append(said)
    return status, kept, count


@given(reports=st.lists(SAID, max_size=14))
def test_reports_are_kept_once_and_then_counted(reports: list[Said]):
    before = order(fulfillments=(fulfillment("pending"), fulfillment("pending", id="ful_2")))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(courier_report, "MAX_REPORTS_KEPT", MAX_IN_EXAMPLES)

        after = after_all(reports, before)

    status, kept, count = expected(reports)
    found, other = after.fulfillments
    assert (found.status, found.report_count) == (status, count)
    assert other == before.fulfillments[1]
    assert [(e.data["reported"], e.data.get("place")) for e in after.timeline] == [
        (said.status, said.place) for said in kept
    ]
    assert after.version == 1 + count


def test_only_two_hundred_reports_are_kept():
    before = order(fulfillments=(fulfillment("delivered"),))
    reports = [Said("in_transit", None, minute) for minute in range(230)]

    after = after_all(reports, before)

    assert MAX_REPORTS_KEPT == 200
    assert len(after.timeline) == 200
    assert after.fulfillments[0].report_count == 230
    assert after.version == 231
    assert after.updated_at == LATER


def test_alternating_tracking_adds_no_entries_without_end(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(courier_report, "MAX_REPORTS_KEPT", 4)
    now = order(fulfillments=(fulfillment("delivered"),))
    report = Said("in_transit", None, 0).report()

    for number in range(2, 22):
        tracking = Tracking(awb=f"AWB{number}")
        now = record_report(now, now.fulfillments[0], report, change(number), tracking)

    assert len(now.timeline) == 4
    assert now.fulfillments[0].report_count == 20
    assert now.fulfillments[0].shipment.tracking == Tracking(awb="AWB5")


def test_the_bound_delays_no_delivery(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(courier_report, "MAX_REPORTS_KEPT", 2)
    before = order(fulfillments=(fulfillment("in_transit"),))
    late = [Said("in_transit", None, minute) for minute in range(5)]

    after = after_all([*late, Said("delivered", None, 9)], before)

    assert after.fulfillments[0].status == "delivered"
    assert [entry.to for entry in after.timeline] == [None, None, "delivered"]


def test_a_failed_attempt_differs_from_the_status_alone():
    before = order(fulfillments=(fulfillment("out_for_delivery"),))
    report = Said("out_for_delivery", None, 0).report()
    attempt = evolve(report, failed_attempt="Nobody home")

    once = record_report(before, before.fulfillments[0], report, change(2))
    failed = record_report(once, once.fulfillments[0], attempt, change(3))
    again = record_report(failed, failed.fulfillments[0], attempt, change(4))

    assert failed.timeline[-1].data["failed_attempt"] == "Nobody home"
    assert again is failed


def test_reports_before_the_count_are_counted():
    """An earlier release kept reports on the timeline without a count."""
    before = after_all(
        [Said("in_transit", None, minute) for minute in range(3)],
        order(fulfillments=(fulfillment("delivered"),)),
    )
    uncounted = evolve(before, fulfillments=(evolve(before.fulfillments[0], report_count=0),))

    after = after_all([Said("failed", None, 9)], uncounted)

    assert after.fulfillments[0].report_count == 4
