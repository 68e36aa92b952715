"""Words of refusals for more units than remain: they account for those that do not."""

from attrs import evolve

from seller_orders.domain.cancellation import CancelReason
from seller_orders.domain.fulfillment import FulfillmentStatus
from seller_orders.domain.fulfillment_policy import ensure_fulfillable
from seller_orders.domain.item_cancellation import ItemCancellationRequest
from seller_orders.domain.item_cancellation_policy import ensure_items_cancellable
from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.payment import Refund, RefundedItem, RefundStatus
from seller_orders.domain.transition_rules import OPEN
from seller_orders.testing.sample_order import (
    CREATED,
    LATER,
    fulfillment,
    inr,
    line,
    order,
    payment,
    refusal_of,
)


def test_only_units_that_came_back_were_used_by_a_refund():
    """Refunded units that the customer has are fulfilled: they would count twice."""
    item = RefundedItem(id="pasta", quantity=2, worth=inr(20), fulfillment_id="ful_1")
    made = Refund(
        id="rfd_1", amount=inr(20), items=(item,), status=RefundStatus.SUCCEEDED, created_at=CREATED
    )
    sent = fulfillment("delivered", id="ful_1", pasta=6)
    lines = (line("pasta", 10, "10"),)
    with_customer = order(lines=lines, fulfillments=(sent,), payment=payment("paid", 100, (made,)))
    back = evolve(with_customer, fulfillments=(evolve(sent, status=FulfillmentStatus.RETURNED),))
    nine = [ItemQuantity("pasta", 9)]

    assert refusal_of(ensure_fulfillable(with_customer, nine, LATER)).message == (
        "4 of pasta remain (10 ordered, 6 fulfilled), and 9 were requested."
    )
    assert refusal_of(ensure_fulfillable(back, nine, LATER)).message == (
        "8 of pasta remain (10 ordered, 0 fulfilled, 2 refunded), and 9 were requested."
    )


def test_refunded_downloads_were_used_by_a_refund():
    item = RefundedItem(id="ebook", quantity=1, worth=inr(10))
    made = Refund(
        id="rfd_1", amount=inr(10), items=(item,), status=RefundStatus.SUCCEEDED, created_at=CREATED
    )
    ebook = evolve(line("ebook", 2, "10"), requires_shipping=False)
    sold = order(lines=(ebook,), discount=inr(0), payment=payment("paid", 20, (made,)))

    both = ItemCancellationRequest(
        items=(ItemQuantity("ebook", 2),), reason=CancelReason.OUT_OF_STOCK
    )

    assert refusal_of(ensure_items_cancellable(sold, both, OPEN)).message == (
        "1 of ebook remain (2 ordered, 0 fulfilled, 1 refunded), and 2 were requested."
    )
