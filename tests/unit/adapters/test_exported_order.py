from hypothesis import given

from seller_orders.adapters.shared.wire.exported_order import exported
from seller_orders.adapters.shared.wire.imported_order import decode_imported
from seller_orders.adapters.shared.wire.json_codec import encode
from seller_orders.domain.draft_assembly import assemble
from seller_orders.domain.order import Order
from seller_orders.testing.sample_order import CREATED, order
from seller_orders.testing.strategies import orders


@given(orders())
def test_an_exported_order_imports_as_the_same_order(whole: Order):
    line = encode(exported(whole))

    draft = decode_imported(line).unwrap()

    imported = assemble(
        draft,
        domain_id=whole.domain_id,
        order_id=whole.id,
        number=whole.number,
        fulfillment_ids=(),
        at=CREATED,
    )
    assert imported.unwrap() == whole
    assert encode(exported(imported.unwrap())) == line


def test_an_order_without_new_parts_exports_as_before():
    """An earlier release, which refuses unknown fields, can import it."""
    document = exported(order())

    assert {"prices_include_tax", "tax_lines", "adjustments"}.isdisjoint(document)
    assert document["items"][0].keys() == {
        "id",
        "product_id",
        "sku",
        "name",
        "quantity",
        "selling_price",
    }
