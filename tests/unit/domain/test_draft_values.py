"""Drafts as values: hashable, and with defaults."""

from attrs import evolve

from seller_orders.domain.draft import FulfillmentDraft
from seller_orders.testing.sample_order import fulfillment
from tests.support.drafts import draft, priced


def test_drafts_with_attributes_have_a_hash():
    one = priced("10")
    whole = draft(lines=(evolve(one, attributes={"size": "L"}),), external_ids={"erp": "SO-1"})

    assert {whole, evolve(whole, attributes={"gift": "yes"})}
    assert hash(evolve(one, attributes={"size": "L"})) == hash(one)


def test_a_fulfillment_has_no_reports_by_default():
    assert FulfillmentDraft(shipment=fulfillment().shipment).report_count == 0
