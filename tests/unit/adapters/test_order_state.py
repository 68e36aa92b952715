from decimal import Decimal
from typing import Any

import msgspec
from hypothesis import given

from seller_orders.adapters.shared.wire.json_codec import encode
from seller_orders.adapters.shared.wire.order_codec import order_detail
from seller_orders.adapters.shared.wire.order_state import order_of
from seller_orders.domain.order import Order
from seller_orders.testing.strategies import orders

_read = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal).decode


@given(orders())
def test_a_detail_decodes_to_its_order(order: Order):
    assert order_of(_read(encode(order_detail(order)))).unwrap() == order
