"""Imported orders: a line of an import, and the same document made from a detail."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import msgspec
from returns.result import Result

from seller_orders.adapters.shared.wire.json_codec import Document, decode
from seller_orders.adapters.shared.wire.order_codec import ImportedLine, ImportedOrder
from seller_orders.domain.draft import OrderDraft
from seller_orders.domain.refusals import InvalidFields

TOTALS: Final = {"shipping_total": "shipping", "tax_total": "tax", "discount_total": "discount"}
"""The totals that an order document has, by their names in a detail's totals."""


def decode_imported(line: bytes) -> Result[OrderDraft, InvalidFields]:
    """Read a line of an import."""
    return decode(ImportedOrder, line).map(ImportedOrder.draft)


def import_document(detail: Mapping[str, Any]) -> dict[str, Any]:
    """Return the document that imports as the order of a detail.

    Raises KeyError or TypeError if it is no order's detail. Optional fields may be missing: a core
    of an earlier release does not know all of them.
    """
    totals = detail["totals"]
    given = {**detail, **{name: totals[key] for name, key in TOTALS.items()}}
    document = _fields(ImportedOrder, given)
    lines = [_fields(ImportedLine, line) for line in detail["items"]]
    payment = {**detail["payment"], "amount_paid": totals["captured"]}
    return document | {"items": lines, "payment": payment}


def _fields(document: type[Document], values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name, needed in _names(document) if needed or name in values}


@cache
def _names(document: type[Document]) -> tuple[tuple[str, bool], ...]:
    """Return the names of a document's fields, and whether each is required."""
    return tuple((each.encode_name, each.required) for each in msgspec.structs.fields(document))
