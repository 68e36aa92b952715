from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given

from seller_orders.domain.draft import FulfillmentDraft, OrderDraft
from seller_orders.domain.draft_assembly import assemble
from seller_orders.domain.order import Order
from seller_orders.testing.sample_order import CREATED, LATER, fulfillment, order
from seller_orders.testing.strategies import draft_of, order_drafts, orders
from tests.support.drafts import assembled, draft, priced


@given(orders())
def test_an_order_written_as_a_draft_is_assembled_to_the_same_order(order: Order):
    again = evolve(assembled(draft_of(order)).unwrap(), domain_id=order.domain_id)

    assert again == order


@given(order_drafts())
def test_what_a_draft_leaves_out_is_given_to_it(draft: OrderDraft):
    bare = evolve(
        draft,
        order_id=None,
        created_at=None,
        updated_at=None,
        fulfillments=tuple(
            evolve(one, id=None, created_at=None, updated_at=None) for one in draft.fulfillments[:2]
        ),
    )

    made = assembled(bare).unwrap()

    ids = ["ful_new", "ful_newer"][: len(made.fulfillments)]
    assert (made.id, made.created_at, made.updated_at) == ("ord_new", LATER, LATER)
    assert [one.id for one in made.fulfillments] == ids
    assert all(one.created_at == one.updated_at == LATER for one in made.fulfillments)


def test_a_fulfillment_without_times_has_the_orders():
    shipment = FulfillmentDraft(shipment=fulfillment().shipment)

    made = assembled(draft(fulfillments=(shipment,))).unwrap()

    assert made.fulfillments[0].created_at == made.fulfillments[0].updated_at == CREATED


def test_a_draft_starts_pending_at_version_one_without_a_timeline():
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


def test_a_tag_that_is_given_twice_counts_once():
    assert assembled(draft(tags=("a", "b", "a"))).unwrap().tags == ("a", "b")


def test_a_total_below_the_limit_is_accepted_whatever_the_discount_is_taken_from():
    lines = (priced("999999999999"),)

    made = assembled(
        draft(lines=lines, shipping_total=Decimal(1), discount_total=Decimal(1))
    ).unwrap()

    assert made.total.amount == Decimal(999_999_999_999)


def test_units_that_were_given_back_can_be_fulfilled_again():
    returned, again = fulfillment("returned", pasta=2), fulfillment(id="ful_2", pasta=2)
    written = draft_of(order(fulfillments=(returned, again)))

    assert assembled(written).unwrap().fulfilled == {"pasta": 2, "soup": 0}


def test_what_is_given_to_a_draft_is_given_by_name():
    with pytest.raises(TypeError):
        assemble(draft(), "dom_1", "ord_1", "1001", [], LATER)  # type: ignore[call-arg]
