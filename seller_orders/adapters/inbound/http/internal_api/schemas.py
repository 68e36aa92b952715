"""Request and response bodies of the core's own routes."""

from typing import Annotated, Any, ClassVar, TypeAlias, TypedDict

from msgspec import Meta

from seller_orders.adapters.inbound.http.api.bulk_request_schemas.bulk_orders import Ids
from seller_orders.adapters.inbound.http.api.request_schemas.fulfillments import FulfillmentRequest
from seller_orders.adapters.shared.wire.field_types import (
    AwareDatetime,
    Count,
    ForeignIdentifier,
    IdempotencyKey,
    Identifier,
    LabelKey,
    NonEmptyText,
    Text,
    Timestamp,
)
from seller_orders.adapters.shared.wire.fulfillment_codec import ItemDocument
from seller_orders.adapters.shared.wire.history_codec import RestockedItemView
from seller_orders.adapters.shared.wire.json_codec import Document
from seller_orders.adapters.shared.wire.order_state import StoredVersion
from seller_orders.application.outbox_messages import Channel
from seller_orders.application.ports.key_lookup import MAX_KEYS_AT_ONCE
from seller_orders.application.ports.refund_search import RefundPosition, RefundSummary
from seller_orders.domain.order_numbering import OrderNumbering
from seller_orders.domain.payment import RefundStatus

Digest: TypeAlias = Annotated[str, Meta(pattern="^[0-9a-f]{64}(?![\\s\\S])")]


class OrdersToRead(Document):
    """POST /api/orders/read."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"order_ids": ["ord_1"]}

    order_ids: Ids


class IdentifiersToCheck(Document):
    """POST /api/orders/taken: ids and numbers to check for use."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"numbers": ["1001"]}

    order_ids: tuple[Identifier, ...] = ()
    numbers: tuple[NonEmptyText, ...] = ()


class ExternalIdsToFind(Document):
    """POST /api/external-ids/find: pairs of a system and an order's id in it."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"external_ids": [["erp", "SO-17"]]}

    external_ids: tuple[tuple[LabelKey, ForeignIdentifier], ...]


class NumberToTake(Document):
    """POST /api/order-numbers: the numbering of the domain."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"prefix": "A-", "next": 2001}

    prefix: Annotated[str, Meta(max_length=100)] = ""
    next: Annotated[int, Meta(ge=1)] | None = None

    def numbering(self) -> OrderNumbering:
        """Return the numbering."""
        return OrderNumbering(prefix=self.prefix, next=self.next)


class RefundPositionDocument(Document):
    """A position in a list of refunds: the last refund before it."""

    created_at: Timestamp
    order_id: Identifier
    refund_id: Identifier

    def position(self) -> RefundPosition:
        """Return the position."""
        return RefundPosition(self.created_at.utc, self.order_id, self.refund_id)


class RefundSearchDocument(Document):
    """POST /api/refunds/search. The limit is one above a page's, to see if a next page exists."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"statuses": ["pending"]}

    statuses: frozenset[RefundStatus]
    limit: Annotated[int, Meta(ge=1, le=101)] = 20
    after: RefundPositionDocument | None = None


class RefundsDocument(TypedDict):
    """Refunds in sequence."""

    refunds: list[RefundSummary]


class KeyToFind(Document):
    """POST /api/keys/find: the SHA-256 of an API key, in hexadecimal."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"digest": "0" * 64}

    digest: Digest


class KeysToRead(Document):
    """POST /api/keys/read: the SHA-256 of each API key, in hexadecimal."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"digests": ["0" * 64]}

    digests: Annotated[tuple[Digest, ...], Meta(min_length=1, max_length=MAX_KEYS_AT_ONCE)]


class AnswerToFind(Document):
    """POST /api/answers/find: a caller's Idempotency-Key."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"key": "a-key"}

    key: IdempotencyKey


class OrderToCache(Document):
    """POST /api/cache/set."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"order_id": "ord_1"}

    order_id: Identifier


class ShipmentToCreate(FulfillmentRequest, kw_only=True):
    """POST /api/shipments."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"order_id": "ord_1", **FulfillmentRequest.EXAMPLE}

    order_id: Identifier


class FulfillmentToCancel(Document):
    """PATCH /api/fulfillments/{id}/cancel. Fulfillment ids are unique within an order only."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"order_id": "ord_1"}

    order_id: Identifier


class RestoredItem(ItemDocument):
    """Units of a line. The sku is accepted and ignored; the order's sku applies."""

    sku: Text | None = None


class UnitsToRestore(Document):
    """POST /api/inventory/restore."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "order_id": "ord_1",
        "items": [{"id": "iid_001", "sku": "PASTA-1", "quantity": 1}],
    }

    order_id: Identifier
    items: Annotated[tuple[RestoredItem, ...], Meta(min_length=1)]


class RestoredDocument(TypedDict):
    """The units that the request returned to stock."""

    restocked: list[RestockedItemView]


class NotifiedChange(Document):
    """POST /api/notifications/send; the default is every channel that reaches the customer."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"order_id": "ord_1", "version": 2}

    order_id: Identifier
    version: StoredVersion
    channels: Annotated[frozenset[Channel], Meta(min_length=1)] | None = None


class SettingsToRead(Document):
    """POST /api/settings/read: the version of the settings that is known."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"version": 3}

    version: Count | None = None


class StoredSettingsDocument(TypedDict):
    """Sections that a domain has set, by name. Their secrets are encrypted."""

    version: int
    updated_at: AwareDatetime | None
    updated_by: str | None
    sections: dict[str, Any]
