"""Assignment of orders to users."""

import pytest

from seller_orders.domain.assignment import assign
from seller_orders.testing.sample_order import change, order
from tests.support.order_changes import assert_one_change


@pytest.mark.parametrize(
    ("before", "after"), [(None, "usr_1"), ("usr_1", "usr_2"), ("usr_1", "usr_0"), ("usr_1", None)]
)
def test_an_assignment_is_one_change(before: str | None, after: str | None):
    unassigned = order("delivered", assignee=before)

    assigned = assign(unassigned, after, change())

    assert assigned.assignee == after
    data = {"previous": before, "assignee": after}
    assert_one_change(unassigned, assigned, "order.assigned", data=data)


@pytest.mark.parametrize("assignee", [None, "usr_1"])
def test_the_same_user_again_is_no_change(assignee: str | None):
    """The names are equal, but other objects."""
    same = assignee and "".join(assignee)
    before = order(assignee=assignee)

    assert assign(before, same, change()) is before
