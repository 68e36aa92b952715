from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given

from seller_orders.adapters.shared.wire.json_codec import encode
from seller_orders.adapters.shared.wire.order_codec import order_detail
from seller_orders.adapters.shared.wire.order_state import order_of
from seller_orders.domain.order import Order
from seller_orders.testing.sample_order import order
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
    for line in detail["items"]:
        del line["discount"], line["tax"]

    assert order_of(detail).unwrap() == order()


def test_a_detail_without_a_required_field_is_none():
    detail = _read(encode(order_detail(order())))
    del detail["customer"]

    with pytest.raises(KeyError, match="customer"):
        order_of(detail)
