"""An order read back from what GET /orders/{id} answers (contract, section 3): it says it all."""

from collections.abc import Mapping
from typing import Annotated, Any, Final, TypeAlias

import msgspec
from msgspec import Meta
from returns.result import Result

from seller_orders.adapters.shared.wire.field_types import decode_hook
from seller_orders.adapters.shared.wire.imported_order import ImportedOrder, TimelineDocument
from seller_orders.domain.draft_assembly import assemble
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import InvalidFields

_AS_IMPORTED: Final = (
    *("order_id", "order_number", "store_id", "version", "created_at", "updated_at"),
    *("currency", "status", "customer", "shipping_address", "billing_address", "fulfillments"),
    *("tags", "note", "cancellation", "restocks", "timeline"),
)
_OF_LINES: Final = ("id", "product_id", "sku", "name", "quantity", "selling_price")


StoredVersion: TypeAlias = Annotated[int, Meta(ge=1, le=2**31 - 1)]
"""As far as the store counts; an import's are bounded below that."""


class _StoredEntry(TimelineDocument):
    version: StoredVersion


class _StoredOrder(ImportedOrder):
    version: StoredVersion = 1
    timeline: tuple[_StoredEntry, ...] = ()


def order_of(detail: Mapping[str, Any]) -> Result[Order, InvalidFields]:
    """Make the order that a decoded detail shows; what is derived is derived again.

    Raises msgspec.ValidationError, KeyError or TypeError where it is no order's detail.
    """
    totals = detail["totals"]
    document = {
        **{name: detail[name] for name in _AS_IMPORTED},
        "items": [{name: line[name] for name in _OF_LINES} for line in detail["items"]],
        "shipping_total": totals["shipping"],
        "tax_total": totals["tax"],
        "discount_total": totals["discount"],
        "payment": {**detail["payment"], "amount_paid": totals["captured"]},
    }
    draft = msgspec.convert(document, _StoredOrder, dec_hook=decode_hook).draft()
    if draft.created_at is None:
        raise TypeError("created_at is null")
    return assemble(
        draft,
        domain_id=detail["domain_id"],
        order_id=detail["order_id"],
        number=detail["order_number"],
        fulfillment_ids=(),
        at=draft.created_at,
    )
