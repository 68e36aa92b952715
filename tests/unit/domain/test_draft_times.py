"""Times of a draft and its fulfillments: each one that is missing follows from those given."""

from datetime import datetime, timedelta

import pytest

from seller_orders.domain.draft import FulfillmentDraft
from seller_orders.domain.fulfillment import FulfillmentStatus
from seller_orders.testing.sample_order import CREATED, LATER, fulfillment
from tests.support.drafts import assembled, draft

MADE, CHANGED, HANDED_OVER = (CREATED + timedelta(minutes=minutes) for minutes in (1, 2, 3))


@pytest.mark.parametrize(
    ("created", "updated", "expected"),
    [
        (None, None, (LATER, LATER)),
        (MADE, None, (MADE, MADE)),
        (None, CHANGED, (LATER, CHANGED)),
        (MADE, CHANGED, (MADE, CHANGED)),
    ],
)
def test_times_of_an_order(
    created: datetime | None, updated: datetime | None, expected: tuple[datetime, ...]
):
    made = assembled(draft(created_at=created, updated_at=updated)).unwrap()

    assert (made.created_at, made.updated_at) == expected


@pytest.mark.parametrize(
    ("created", "updated", "handed_over", "expected"),
    [
        (None, None, None, (CREATED, CREATED, CREATED)),
        (MADE, None, None, (MADE, MADE, MADE)),
        (None, CHANGED, None, (CREATED, CHANGED, CHANGED)),
        (MADE, CHANGED, None, (MADE, CHANGED, CHANGED)),
        (None, None, HANDED_OVER, (CREATED, CREATED, HANDED_OVER)),
        (MADE, CHANGED, HANDED_OVER, (MADE, CHANGED, HANDED_OVER)),
    ],
)
def test_times_of_a_fulfillment(
    created: datetime | None,
    updated: datetime | None,
    handed_over: datetime | None,
    expected: tuple[datetime, ...],
):
    given = FulfillmentDraft(
        status=FulfillmentStatus.DELIVERED,
        shipment=fulfillment().shipment,
        created_at=created,
        updated_at=updated,
        handed_over_at=handed_over,
    )

    (made,) = assembled(draft(fulfillments=(given,))).unwrap().fulfillments

    assert (made.created_at, made.updated_at, made.handed_over_at) == expected
