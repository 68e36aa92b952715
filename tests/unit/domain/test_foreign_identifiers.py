"""Ids of other systems: of customers, products and stock keeping units."""

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from seller_orders.domain.line_item import LineItem, RestockedItem
from seller_orders.domain.order import Order
from seller_orders.domain.stock import RestockCause
from seller_orders.domain.values import Customer, is_foreign_identifier
from seller_orders.testing.sample_order import change, line, order, payment
from seller_orders.testing.strategies import foreign_identifiers

FOREIGN = [
    "gid://shopify/Customer/1",
    "ana@example.com",
    "a b",
    "#1",
    "Ω",
    "x" * 255,
    " ",
    "\u2028",
    "\U0001f6b2",
]


@pytest.mark.parametrize("id", FOREIGN)
def test_a_foreign_identifier_is_any_text(id: str):
    assert is_foreign_identifier(id)
    assert Customer(id=id, name="Ana").id == id
    assert evolve(line(), product_id=id, sku=id).sku == id


@pytest.mark.parametrize("id", ["", "x" * 256, "a\tb", "a\n", "\x00", "\x7f", "\x85", "\ud800"])
def test_control_characters_and_other_lengths_are_refused(id: str):
    assert not is_foreign_identifier(id)
    with pytest.raises(ValueError, match="1 to 255 characters and no control"):
        Customer(id=id, name="Ana")
    with pytest.raises(ValueError, match="1 to 255 characters and no control"):
        evolve(line(), product_id=id)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_only_length_and_controls_count(id: str):
    controls = {*map(chr, range(0x20)), *map(chr, range(0x7F, 0xA0))}

    assert is_foreign_identifier(id) == (0 < len(id) < 256 and not controls & set(id))


@given(foreign_identifiers())
def test_strategy_ids_are_valid(id: str | None):
    assert id is None or is_foreign_identifier(id)


@pytest.mark.parametrize("sku", ["S" * 500, "two\tcolumns"])
def test_skus_of_earlier_releases_can_be_read(sku: str):
    assert evolve(line(), sku=sku).sku == sku


def without_ids() -> Order:
    bare = evolve(line(), product_id=None, sku=None)
    free = payment("pending")
    return order(customer=Customer(name="A guest"), lines=(bare,), payment=free)


def test_a_guests_order_of_unnamed_goods_is_an_order():
    made = without_ids()

    assert (made.customer.id, made.lines[0].product_id, made.lines[0].sku) == (None, None, None)


def test_units_without_sku_are_restocked():
    restocked = without_ids().restock({"pasta": 1}, change(2))

    (restock,) = restocked.restocks
    assert (restock.cause, restock.items) == (
        RestockCause.REQUEST,
        (RestockedItem("pasta", None, 1),),
    )
    assert restocked.timeline[-1].data == {
        "restocked_items": [{"id": "pasta", "sku": None, "quantity": 1}]
    }


def test_ids_are_null_by_default():
    made = LineItem(id="l", name="Thing", quantity=1, selling_price=line().selling_price)

    assert (made.product_id, made.sku, Customer(name="Ana").id) == (None, None, None)
