"""Fields of every bulk update (contract, section 3)."""

from typing import Annotated, TypeAlias

from msgspec import Meta

from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.field_types import Identifier
from seller_orders.adapters.shared.wire.json_codec import Document

Ids: TypeAlias = Annotated[tuple[Identifier, ...], Meta(min_length=1, max_length=1_000)]


class BulkOrders(Document, kw_only=True):
    """Orders of a bulk update. A subclass adds the action and its ``data``."""

    order_ids: Annotated[Ids, about("Ids of the orders. A repeated id counts once.")]
    atomic: Annotated[bool, about("Change no order if one of them refuses.")] = False
