"""Status of an order's returns: the first rule of the contract that matches."""

import pytest

from seller_orders.domain.order_return import Return
from seller_orders.testing.sample_order import order
from tests.support.sample_returns import returned

REQUESTED, APPROVED, REJECTED, CANCELLED = (
    returned(each, id=each) for each in ("requested", "approved", "rejected", "cancelled")
)
WAITING = returned("received", id="waiting")
ALL_MISSING = returned("received", id="all_missing", received={"missing": 1})
CLOSED = returned("closed", id="closed", received={"damaged": 1})
EMPTY = returned("closed", id="empty")
MISSING = returned("closed", id="missing", received={"missing": 1})
PARTLY_MISSING = returned(
    "closed", id="partly", shipped={"ful_1": 2}, received={"missing": 1, "wrong_item": 1}
)


@pytest.mark.parametrize(
    ("returns", "status"),
    [
        ((), "none"),
        ((REJECTED, CANCELLED), "none"),
        ((EMPTY,), "none"),
        ((MISSING, REJECTED), "none"),
        ((REQUESTED,), "requested"),
        ((CLOSED, APPROVED, REQUESTED), "requested"),
        ((APPROVED,), "in_progress"),
        ((WAITING,), "in_progress"),
        ((ALL_MISSING, REJECTED), "in_progress"),
        ((CLOSED, APPROVED), "in_progress"),
        ((CLOSED,), "returned"),
        ((PARTLY_MISSING,), "returned"),
        ((REJECTED, MISSING, CLOSED, CANCELLED), "returned"),
    ],
)
def test_the_first_rule_that_matches_counts(returns: tuple[Return, ...], status: str):
    assert order(returns=returns).return_status == status


def test_a_return_is_found_by_its_id():
    both = order(returns=(REQUESTED, APPROVED))

    assert both.return_("".join(["appro", "ved"])) == APPROVED
    assert both.return_("rejected") is both.return_("a") is None


@pytest.mark.parametrize(
    ("each", "under_way"),
    [(REQUESTED, True), (APPROVED, True), (WAITING, True), (CLOSED, False), (REJECTED, False)],
)
def test_units_may_come_while_a_return_is_under_way(each: Return, under_way: bool):
    assert each.is_under_way is under_way


def test_expected_units_are_neither_here_nor_missing():
    five = {"ful_1": 3, "ful_2": 2}
    (item,) = returned(
        "received", shipped=five, received={"damaged": 1, "missing": 1, "resellable": 1}
    ).items

    assert (item.quantity, item.shipped_quantity) == (5, 5)
    assert (item.received_quantity, item.expected_quantity) == (2, 2)
