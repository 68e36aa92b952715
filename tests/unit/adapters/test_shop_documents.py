"""Orders as Shopify, WooCommerce, PrestaShop and Amazon have them come in whole and to the cent."""

import json
from collections.abc import Callable
from decimal import Decimal
from types import ModuleType
from typing import Any

import pytest
from attrs import frozen
from hypothesis import given, settings
from hypothesis import strategies as st

import examples.order_mappings.amazon
import examples.order_mappings.prestashop
import examples.order_mappings.shopify
import examples.order_mappings.woocommerce
from examples.order_mappings.parts import to_json
from seller_orders.adapters.shared.wire.exported_order import exported
from seller_orders.adapters.shared.wire.imported_order import decode_imported
from seller_orders.adapters.shared.wire.json_codec import encode
from seller_orders.adapters.shared.wire.order_codec import order_detail
from seller_orders.application.commands.import_orders import ImportOrders
from seller_orders.domain.order import Order
from tests.integration.cli.import_export import contains
from tests.support.shop_documents import amazon, prestashop, shopify, woocommerce
from tests.support.shop_documents.parts import step_of
from tests.support.use_case_world import World

ALIKE = (
    "order_number external_ids currency customer items prices_include_tax tax_lines adjustments "
    "shipping_address billing_address attributes tags"
).split()
"""Fields that the detail has as the document has them. Times and the totals are compared apart."""


@frozen
class System:
    """A system, and what its documents say about an order, read by hand."""

    orders: st.SearchStrategy[dict[str, Any]]
    mapping: ModuleType
    total: Callable[[dict[str, Any]], Any]
    tax: Callable[[dict[str, Any]], Any]
    shipping: Callable[[dict[str, Any]], Any]
    paid: Callable[[dict[str, Any]], Any]
    number: str
    lines: tuple[str, str, str, str]
    """Where the lines are, and the fields of their SKU, name and quantity."""

    rounding: Callable[[dict[str, Any]], int]
    """The largest difference, in minor units, between the total and the sum of the parts."""


def money(*values: Any) -> Decimal:
    return sum((Decimal(str(value)) for value in values), Decimal(0))


def of_items(order: dict[str, Any], *names: str) -> Decimal:
    holders = [part for item in order["OrderItems"] for part in (item, item["BuyerInfo"])]
    return money(*(each[name]["Amount"] for each in holders for name in names if name in each))


SYSTEMS = {
    "shopify": System(
        shopify.orders(),
        examples.order_mappings.shopify,
        number="name",
        lines=("line_items", "sku", "name", "quantity"),
        total=lambda order: order["total_price"],
        tax=lambda order: order["total_tax"],
        shipping=lambda order: money(*(s["discounted_price"] for s in order["shipping_lines"])),
        paid=lambda order: money(
            *(
                each["amount"]
                for each in order["transactions"]
                if each["kind"] in {"sale", "capture"} and each["status"] == "success"
            )
        ),
        rounding=lambda _: 0,
    ),
    "woocommerce": System(
        woocommerce.orders(),
        examples.order_mappings.woocommerce,
        number="number",
        lines=("line_items", "sku", "name", "quantity"),
        total=lambda order: order["total"],
        tax=lambda order: order["total_tax"],
        shipping=lambda order: (
            money(order["shipping_total"], order["shipping_tax"])
            if order["prices_include_tax"]
            else order["shipping_total"]
        ),
        paid=lambda order: order["total"] if order["date_paid_gmt"] else 0,
        # Where prices include tax, each part may have been rounded up twice.
        rounding=lambda order: (
            1 + len(order["line_items"]) + len(order["fee_lines"])
            if order["prices_include_tax"]
            else 0
        ),
    ),
    "prestashop": System(
        prestashop.orders(),
        examples.order_mappings.prestashop,
        number="reference",
        lines=("associations.order_rows", "product_reference", "product_name", "product_quantity"),
        total=lambda order: order["total_paid_tax_incl"],
        tax=lambda order: money(order["total_paid_tax_incl"]) - money(order["total_paid_tax_excl"]),
        shipping=lambda order: order["total_shipping_tax_incl"],
        paid=lambda order: money(*(each["amount"] for each in order["order_payments"])),
        # A shop may round the price of each unit.
        rounding=lambda order: sum(
            int(row["product_quantity"]) for row in order["associations"]["order_rows"]
        ),
    ),
    "amazon": System(
        amazon.orders(),
        examples.order_mappings.amazon,
        number="AmazonOrderId",
        lines=("OrderItems", "SellerSKU", "Title", "QuantityOrdered"),
        total=lambda order: order["OrderTotal"]["Amount"],
        tax=lambda order: of_items(order, "ItemTax", "ShippingTax", "GiftWrapTax"),
        shipping=lambda order: (
            of_items(order, "ShippingPrice") - of_items(order, "ShippingDiscount")
        ),
        paid=lambda order: (
            0 if order["OrderStatus"] == "Pending" else order["OrderTotal"]["Amount"]
        ),
        rounding=lambda _: 0,
    ),
}


def lines_of(system: System, order: dict[str, Any]) -> list[tuple[str | None, str, int]]:
    place, sku, name, quantity = system.lines
    found: Any = order
    for key in place.split("."):
        found = found[key]
    return [(each.get(sku) or None, each[name], int(each[quantity])) for each in found]


def imported(line: bytes) -> Order:
    """Return the order of a line; a refusal fails the test with its problems."""
    draft = decode_imported(line).unwrap()
    (outcome,) = World().import_orders(ImportOrders("dom_1", [draft]))
    return outcome.unwrap()


@pytest.mark.parametrize("name", SYSTEMS)
@settings(max_examples=60)
@given(data=st.data())
def test_an_order_comes_in_whole_and_to_the_cent(name: str, data: st.DataObject):
    system = SYSTEMS[name]
    order = json.loads(json.dumps(data.draw(system.orders)), parse_float=Decimal)

    document = system.mapping.order_document(order, "shop_1")
    taken = imported(to_json(document).encode())

    detail: dict[str, Any] = {**order_detail(taken)}
    assert taken.number == order[system.number]
    assert [(each.sku, each.name, each.quantity) for each in taken.lines] == lines_of(system, order)
    totals = detail["totals"]
    assert totals["total"] == money(system.total(order))
    assert totals["tax"] == money(system.tax(order))
    assert totals["shipping"] == money(system.shipping(order))
    assert totals["captured"] == money(system.paid(order))
    given = {key: document[key] for key in ALIKE if key in document}
    assert contains(detail, given)
    assert contains(detail["payment"]["tenders"], document["payment"].get("tenders", []))
    roundings = [each["amount"] for each in detail["adjustments"] if each["kind"] == "rounding"]
    assert abs(sum(roundings)) <= system.rounding(order) * step_of(taken.currency)


@pytest.mark.parametrize("name", SYSTEMS)
@settings(max_examples=30)
@given(data=st.data())
def test_an_export_imports_to_the_same_export(name: str, data: st.DataObject):
    system = SYSTEMS[name]
    order = json.loads(json.dumps(data.draw(system.orders)), parse_float=Decimal)
    taken = imported(to_json(system.mapping.order_document(order, "shop_1")).encode())

    line = encode(exported(taken))

    assert encode(exported(imported(line))) == line
