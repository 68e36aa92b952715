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
def test_a_detail_decodes_to_its_order(order: Order):
    assert order_of(_read(encode(order_detail(order)))).unwrap() == order


@pytest.mark.parametrize("sku", ["S" * 500, "two\tcolumns"])
def test_values_of_earlier_releases_pass_between_layers(sku: str):
    """Their SKUs are any text, and their numbers are not normalized."""
    units = (RestockedItem("pasta", sku, 1),)
    restock = Restock(cause=RestockCause.REQUEST, cause_id="r", at=LATER, items=units)
    stored = order(number="A1 ", lines=(evolve(line(), sku=sku), line("soup")), restocks=(restock,))

    assert order_of(_read(encode(order_detail(stored)))).unwrap() == stored
