"""Every field of an order is named by the test that fails if one place forgets it."""

from decimal import Decimal
from typing import Any

import msgspec

from seller_orders.adapters.shared.wire.exported_order import exported
from seller_orders.adapters.shared.wire.imported_order import decode_imported
from seller_orders.adapters.shared.wire.json_codec import encode
from seller_orders.adapters.shared.wire.order_codec import order_detail
from seller_orders.adapters.shared.wire.order_state import order_of
from seller_orders.domain.draft_assembly import assemble
from seller_orders.domain.order import Order
from tests.support.order_fields import (
    constant_fields,
    example_orders,
    lost_fields,
)

_read = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal).decode


def test_the_strategies_vary_every_field():
    assert constant_fields(example_orders()) == []


def test_every_field_survives_export_and_import():
    def imported(order: Order) -> Order:
        draft = decode_imported(encode(exported(order))).unwrap()
        return assemble(
            draft,
            domain_id=order.domain_id,
            order_id=draft.order_id or "",
            number=draft.order_number or "",
            fulfillment_ids=(),
            at=order.created_at,
        ).unwrap()

    assert lost_fields(imported) == set()


def test_every_field_survives_the_state_between_layers():
    def passed(order: Order) -> Order:
        return order_of(_read(encode(order_detail(order)))).unwrap()

    assert lost_fields(passed) == set()
