from hypothesis import given

from seller_orders.adapters.shared.wire.exported_order import exported
from seller_orders.adapters.shared.wire.imported_order import decode_imported
from seller_orders.adapters.shared.wire.json_codec import encode
from seller_orders.domain.draft_assembly import assemble
from seller_orders.domain.order import Order
from seller_orders.testing.sample_order import CREATED
from seller_orders.testing.strategies import orders


@given(orders())
def test_an_exported_order_imports_as_the_same_order(order: Order):
    line = encode(exported(order))

    draft = decode_imported(line).unwrap()

    imported = assemble(
        draft,
        domain_id=order.domain_id,
        order_id=order.id,
        number=order.number,
        fulfillment_ids=(),
        at=CREATED,
    )
    assert imported.unwrap() == order
