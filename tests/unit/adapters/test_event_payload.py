"""An event tells of its order what responses of the API tell."""

import json
from typing import Any

from attrs import evolve
from hypothesis import given

from seller_orders.adapters.shared.wire.fulfillment_codec import fulfillment_view
from seller_orders.adapters.shared.wire.json_codec import encode
from seller_orders.adapters.shared.wire.payment_codec import refund_view
from seller_orders.adapters.shared.wire.return_codec import return_view
from seller_orders.application.events.payload import event_payload
from seller_orders.domain.order import Order
from seller_orders.domain.timeline import ChangeType, TimelineEntry, problem_of_facts
from seller_orders.testing.sample_order import LATER
from seller_orders.testing.strategies import orders


def view(value: Any) -> Any:
    return json.loads(encode(value), parse_float=lambda text: round(float(text), 30))


def payload(order: Order, type: ChangeType, **data: Any) -> dict[str, Any]:
    entry = TimelineEntry(
        id="evt_1", type=type, at=LATER, by="key:1", version=order.version, data=data
    )
    facts = event_payload(order, entry)
    assert problem_of_facts(facts) is None
    read: dict[str, Any] = view(facts)
    return read


@given(orders())
def test_each_part_is_as_in_responses(order: Order):
    for each in order.fulfillments:
        told = payload(order, ChangeType.FULFILLMENT_UPDATED, fulfillment_id=each.id)
        assert told["fulfillment"] == view(fulfillment_view(each))
    for refund in order.payment.refunds:
        told = payload(order, ChangeType.REFUND_CREATED, refund_id=refund.id)
        assert told["refund"] == view(refund_view(refund))
    for return_ in order.returns:
        told = payload(order, ChangeType.RETURN_UPDATED, return_id=return_.id)
        assert told["return"] == view(return_view(return_))


@given(orders())
def test_a_refund_of_a_return_does_not_tell_of_the_return(order: Order):
    for each in order.returns:
        told = payload(order, ChangeType.REFUND_CREATED, return_id=each.id)
        assert told.keys() == {"order"}


@given(orders())
def test_an_earlier_change_has_no_payload(order: Order):
    """The order as it was then is not known."""
    entry = TimelineEntry(
        id="evt_1", type=ChangeType.CREATED, at=LATER, by="key:1", version=order.version
    )

    assert event_payload(evolve(order, version=order.version + 1), entry) == {}
