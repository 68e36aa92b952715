from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given

from seller_orders.domain.draft import FulfillmentDraft, OrderDraft
from seller_orders.domain.draft_assembly import assemble
from seller_orders.domain.order import Order
from seller_orders.domain.stock import RestockCause
from seller_orders.testing.sample_order import CREATED, LATER, fulfillment, order
from seller_orders.testing.strategies import draft_of, order_drafts, orders
from tests.support.drafts import assembled, draft, priced


@given(orders())
def test_an_order_survives_the_draft_round_trip(order: Order):
    again = evolve(assembled(draft_of(order)).unwrap(), domain_id=order.domain_id)

    assert again == order


@given(order_drafts())
def test_missing_ids_and_times_are_filled_in(draft: OrderDraft):
    # Returns, their restocks, those of returned fulfillments, and refunded units name fulfillments
    # by their ids, which are missing here.
    by_fulfillment = {RestockCause.FULFILLMENT, RestockCause.RETURN}
    restocks = [one for one in draft.restocks or () if one.cause not in by_fulfillment]
    refunds = tuple(
        evolve(each, items=(), shipping=Decimal(0), adjustment=Decimal(0))
        for each in draft.payment.refunds
    )
    bare = evolve(
        draft,
        payment=evolve(draft.payment, refunds=refunds),
        order_id=None,
        created_at=None,
        updated_at=None,
        restocks=tuple(restocks),
        returns=(),
        fulfillments=tuple(
            evolve(one, id=None, created_at=None, updated_at=None) for one in draft.fulfillments[:2]
        ),
    )

    made = assembled(bare).unwrap()

    ids = ["ful_new", "ful_newer"][: len(made.fulfillments)]
    assert (made.id, made.created_at, made.updated_at) == ("ord_new", LATER, LATER)
    assert [one.id for one in made.fulfillments] == ids
    assert all(one.created_at == one.updated_at == LATER for one in made.fulfillments)


def test_fulfillment_times_default_to_the_orders():
    shipment = FulfillmentDraft(shipment=fulfillment().shipment)

    made = assembled(draft(fulfillments=(shipment,))).unwrap()

    assert made.fulfillments[0].created_at == made.fulfillments[0].updated_at == CREATED


def test_draft_defaults_make_a_new_pending_order():
    plain = order()
    written = draft_of(plain)
    least = OrderDraft(
        store_id=written.store_id,
        currency="INR",
        customer=written.customer,
        lines=written.lines,
        shipping_total=Decimal(0),
        tax_total=Decimal(0),
        discount_total=Decimal("0.5"),
        payment=written.payment,
    )

    made = assembled(least).unwrap()

    assert made == evolve(plain, id="ord_new", created_at=LATER, updated_at=LATER)


def test_repeated_tags_are_removed():
    assert assembled(draft(tags=("a", "b", "a"))).unwrap().tags == ("a", "b")


def test_limit_applies_to_the_total_after_discount():
    lines = (priced("999999999999"),)

    made = assembled(
        draft(lines=lines, shipping_total=Decimal(1), discount_total=Decimal(1))
    ).unwrap()

    assert made.total.amount == Decimal(999_999_999_999)


def test_returned_units_can_be_fulfilled_again():
    returned, again = fulfillment("returned", pasta=2), fulfillment(id="ful_2", pasta=2)
    written = draft_of(order(fulfillments=(returned, again)))

    assert assembled(written).unwrap().fulfilled == {"pasta": 2, "soup": 0}


def test_assemble_takes_keyword_arguments_only():
    with pytest.raises(TypeError):
        assemble(draft(), "dom_1", "ord_1", "1001", [])  # type: ignore[call-arg]
