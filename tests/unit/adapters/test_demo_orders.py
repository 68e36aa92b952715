"""The sample orders of the demo show what real orders have."""

from collections.abc import Callable
from importlib.resources import files
from typing import Any, Final

import pytest

from seller_orders.adapters.shared.wire.imported_order import decode_imported
from seller_orders.adapters.shared.wire.order_codec import order_detail
from seller_orders.application.commands.import_orders import ImportOrders
from tests.support.use_case_world import World

LINES: Final = (
    (files("seller_orders.adapters.inbound.cli") / "demo-orders.jsonl").read_bytes().splitlines()
)

SHOWN: Final[dict[str, tuple[int, Callable[[Any], Any]]]] = {
    # The number of orders at least, and the trait that they have.
    "euros with the tax included": (
        4,
        lambda order: order["prices_include_tax"] and order["currency"] == "EUR",
    ),
    "tax lines": (4, lambda order: order["tax_lines"]),
    "split tenders": (3, lambda order: len(order["payment"]["tenders"]) > 1),
    "a gift card": (
        2,
        lambda order: any(each["method"] == "gift_card" for each in order["payment"]["tenders"]),
    ),
    "an authorized tender": (
        1,
        lambda order: any(each["status"] == "authorized" for each in order["payment"]["tenders"]),
    ),
    "too much paid": (1, lambda order: order["totals"]["balance"] < 0),
    "a guest": (1, lambda order: order["customer"]["id"] is None),
    "a company": (3, lambda order: order["customer"]["company"]),
    "a digital line": (2, lambda order: not all(map(_is_shipped, order["items"]))),
    "a line without SKU": (2, lambda order: any(each["sku"] is None for each in order["items"])),
    "a line discount": (1, lambda order: any(each["discount"] for each in order["items"])),
    "a line's tax": (1, lambda order: any(each["tax"] for each in order["items"])),
    "a tip": (1, lambda order: "tip" in _kinds(order)),
    "a fee": (1, lambda order: "fee" in _kinds(order)),
    "gift wrapping": (1, lambda order: "gift_wrap" in _kinds(order)),
    "attributes": (2, lambda order: order["attributes"]),
    "attributes of a line": (2, lambda order: any(each["attributes"] for each in order["items"])),
    "external ids": (3, lambda order: order["external_ids"]),
    "several tracking numbers": (
        2,
        lambda order: any(each["tracking"] for each in order["fulfillments"]),
    ),
    "a time to ship by": (3, lambda order: order["ship_by"]),
    "an assignee": (1, lambda order: order["assignee"]),
    "a replacement": (1, lambda order: order["replaces"]),
    "a German name": (2, lambda order: {*order["customer"]["name"]} & {*"äöüß"}),
    "a Hindi name": (3, lambda order: {*order["customer"]["name"]} & {*"आसमरतव"}),
    "a language": (5, lambda order: order["customer"]["language"]),
}


def _is_shipped(line: Any) -> bool:
    return line["requires_shipping"] is True


def _kinds(order: Any) -> set[str]:
    return {str(each["kind"]) for each in order["adjustments"]}


@pytest.fixture(scope="module")
def orders() -> list[Any]:
    """The details of the sample orders."""
    drafts = [decode_imported(line).unwrap() for line in LINES]
    outcomes = World().import_orders(ImportOrders("dom_demo", drafts))
    return [order_detail(outcome.unwrap()) for outcome in outcomes]


def test_every_sample_order_is_imported(orders: list[Any]):
    assert len(orders) == 42


@pytest.mark.parametrize("trait", SHOWN)
def test_the_sample_orders_show_a_trait(orders: list[Any], trait: str):
    least, has_it = SHOWN[trait]

    assert len([order["order_id"] for order in orders if has_it(order)]) >= least


def test_the_sample_orders_have_three_currencies_or_more(orders: list[Any]):
    assert len({order["currency"] for order in orders}) >= 3


def test_two_stores_of_the_sample_have_an_equal_number(orders: list[Any]):
    stores = {(order["order_number"], order["store_id"]) for order in orders}

    assert len(stores) == len(orders)
    assert len({number for number, _ in stores}) < len(orders)


def test_what_is_paid_in_the_sample_adds_up(orders: list[Any]):
    """All that is paid is the total, but of a deposit and of cash that was rounded up."""
    others = {
        order["order_id"]: order["totals"]["balance"]
        for order in orders
        if order["payment_status"] == "paid"
        and order["totals"]["captured"] != order["totals"]["total"]
    }

    assert {id: str(balance) for id, balance in others.items()} == {
        "ord_1009": "-0.2",
        "ord_1033": "386.84",
    }
