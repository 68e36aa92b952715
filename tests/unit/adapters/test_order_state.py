from decimal import Decimal
from typing import Any

import msgspec
import pytest
from attrs import evolve
from hypothesis import given

from seller_orders.adapters.shared.wire.json_codec import encode
from seller_orders.adapters.shared.wire.order_codec import order_detail
from seller_orders.adapters.shared.wire.order_state import order_of
from seller_orders.domain.line_item import RestockedItem
from seller_orders.domain.order import Order
from seller_orders.domain.stock import Restock, RestockCause
from seller_orders.testing.sample_order import LATER, line, order
from seller_orders.testing.strategies import orders

_read = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal).decode


@given(orders())
def test_a_detail_decodes_to_its_order(whole: Order):
    assert order_of(_read(encode(order_detail(whole)))).unwrap() == whole


def test_a_detail_of_an_earlier_release_decodes():
    """A core that is one release behind its callers sends no field that it does not know."""
    detail = _read(encode(order_detail(order())))
    for name in ("prices_include_tax", "tax_lines", "adjustments"):
        del detail[name]
    for item in detail["items"]:
        del item["discount"], item["tax"]

    assert order_of(detail).unwrap() == order()


def test_a_detail_without_a_required_field_is_none():
    detail = _read(encode(order_detail(order())))
    del detail["customer"]

    with pytest.raises(KeyError, match="customer"):
        order_of(detail)


@pytest.mark.parametrize("sku", ["S" * 500, "two\tcolumns"])
def test_values_of_earlier_releases_pass_between_layers(sku: str):
    """Their SKUs are any text, and their numbers are not normalized."""
    units = (RestockedItem("pasta", sku, 1),)
    restock = Restock(cause=RestockCause.REQUEST, cause_id="r", at=LATER, items=units)
    stored = order(number="A1 ", lines=(evolve(line(), sku=sku), line("soup")), restocks=(restock,))

    assert order_of(_read(encode(order_detail(stored)))).unwrap() == stored
