"""Request body of a new API key."""

from typing import Annotated, Any, ClassVar

from msgspec import UNSET, Meta, UnsetType

from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.field_types import Name, Timestamp
from seller_orders.adapters.shared.wire.json_codec import Document
from seller_orders.application.access import Scope


class CreateKeyRequest(Document, kw_only=True):
    """A new API key."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "name": "ERP",
        "scopes": ["orders:read", "orders:fulfill"],
    }

    name: Annotated[Name, about("Name by which you recognise the key.")]
    scopes: Annotated[
        Annotated[frozenset[Scope], Meta(min_length=1)] | UnsetType,
        about("Scopes of the key, each one of your own; the four of orders by default."),
    ] = UNSET
    expires_at: Annotated[
        Timestamp | None,
        about("Time in the future from which the key works no more. By default it has none."),
    ] = None
