"""Imported orders: a line of an import, and the same document made from a detail."""

from collections.abc import Mapping
from typing import Any, Final

from returns.result import Result

from seller_orders.adapters.shared.wire.json_codec import decode
from seller_orders.adapters.shared.wire.order_codec import ImportedOrder, LineDocument
from seller_orders.domain.draft import OrderDraft
from seller_orders.domain.refusals import InvalidFields

TOTALS: Final = {"shipping_total": "shipping", "tax_total": "tax", "discount_total": "discount"}
"""The totals that an order document has, by their names in a detail's totals."""


def decode_imported(line: bytes) -> Result[OrderDraft, InvalidFields]:
    """Read a line of an import."""
    return decode(ImportedOrder, line).map(ImportedOrder.draft)


def import_document(detail: Mapping[str, Any]) -> dict[str, Any]:
    """Return the document that imports as the order of a detail.

    Raises KeyError or TypeError if it is no order's detail.
    """
    totals = detail["totals"]
    document = {
        name: totals[TOTALS[name]] if name in TOTALS else detail[name]
        for name in ImportedOrder.__struct_encode_fields__
    }
    lines = [
        {name: line[name] for name in LineDocument.__struct_encode_fields__}
        for line in detail["items"]
    ]
    payment = {**detail["payment"], "amount_paid": totals["captured"]}
    return document | {"items": lines, "payment": payment}
