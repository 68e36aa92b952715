"""What the core's routes take as their bodies, beside what the merchant operations do."""

from typing import Annotated

from msgspec import Meta

from seller_orders.adapters.inbound.http.payloads import Ids
from seller_orders.adapters.wire.field_types import FilledText, Identifier
from seller_orders.adapters.wire.json_codec import Document


class OrdersToRead(Document):
    """POST /api/orders/read."""

    order_ids: Ids


class PerhapsTaken(Document):
    """POST /api/orders/taken: ids and numbers that a new order may not have if they are in use."""

    order_ids: tuple[Identifier, ...] = ()
    numbers: tuple[FilledText, ...] = ()


class KeyToFind(Document):
    """POST /api/keys/find: the SHA-256 of an API key, in hexadecimal."""

    digest: Annotated[str, Meta(pattern="^[0-9a-f]{64}(?![\\s\\S])")]


class AnswerToFind(Document):
    """POST /api/answers/find: a caller's Idempotency-Key."""

    key: Annotated[str, Meta(min_length=0, max_length=400)]


class OrderToCache(Document):
    """POST /api/cache/set."""

    order_id: Identifier
