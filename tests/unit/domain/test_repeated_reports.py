"""Courier reports that repeat an earlier one, in part or in whole."""

from typing import Any

import pytest
from attrs import evolve

from seller_orders.domain.courier_report import CourierReport, record_report
from seller_orders.domain.order import Order
from seller_orders.testing.sample_order import CREATED, OLD_TRACKING, change, fulfillment, order

SEEN = CourierReport(place="Pune", occurred_at=CREATED)
MISSED = evolve(SEEN, failed_attempt="Nobody home")


def reported(*reports: CourierReport, **options: Any) -> Order:
    """Return an order that is out for delivery, after reports."""
    now = order("shipped", fulfillments=(fulfillment("out_for_delivery"),))
    for report in reports:
        (current,) = now.fulfillments
        now = record_report(now, current, report, change(now.version + 1), **options)
    return now


@pytest.mark.parametrize(
    ("reports", "recorded"),
    [
        ((SEEN, SEEN), 1),
        ((MISSED, MISSED), 1),
        ((SEEN, MISSED), 2),
        ((MISSED, SEEN), 2),
    ],
)
def test_an_attempt_does_not_repeat_a_plain_report(
    reports: tuple[CourierReport, ...], recorded: int
):
    assert len(reported(*reports).timeline) == recorded


def test_attempts_are_numbered_one_by_one():
    misses = (CourierReport(failed_attempt=reason) for reason in ("Dog", "Rain", "Nobody home"))

    entries = reported(*misses).timeline

    assert [entry.data["attempt"] for entry in entries] == [1, 2, 3]


def test_equal_tracking_is_no_news():
    assert len(reported(SEEN, SEEN, tracking=OLD_TRACKING).timeline) == 1
    before = reported(SEEN, tracking=OLD_TRACKING)
    (current,) = before.fulfillments

    again = record_report(before, current, SEEN, change(3), evolve(OLD_TRACKING))

    assert again is before
