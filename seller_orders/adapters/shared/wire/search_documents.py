"""Documents of an order search and its results (POST /api/orders/search)."""

from typing import Annotated, Any, ClassVar, Final, TypeAlias, TypedDict

import msgspec
from msgspec import Meta

from seller_orders.adapters.shared.wire.field_types import (
    Amount,
    AttributeText,
    CountryCode,
    ForeignIdentifier,
    Identifier,
    LabelKey,
    NonEmptyText,
    Tag,
    Text,
    Timestamp,
    decode_hook,
    utc,
)
from seller_orders.adapters.shared.wire.json_codec import Document
from seller_orders.adapters.shared.wire.order_summary import OrderSummary
from seller_orders.application.ports.order_search import (
    Found,
    OrderFilters,
    Position,
    Sort,
    SortKey,
)
from seller_orders.domain.money import UNITS_LIMIT
from seller_orders.domain.order_return import OrderReturnStatus
from seller_orders.domain.payment import FinancialStatus, PaymentStatus
from seller_orders.domain.status import FulfillmentProgress, OrderStatus

NumberKey: TypeAlias = Annotated[str, Meta(min_length=1, max_length=600, pattern="^[^\x00]*$")]
"""The sort key of an order number."""

_POSITION_TYPES: Final[dict[SortKey, Any]] = {
    SortKey.CREATED_AT: Timestamp,
    SortKey.UPDATED_AT: Timestamp,
    SortKey.TOTAL: Annotated[int, Meta(ge=0, lt=UNITS_LIMIT)],
    SortKey.ORDER_NUMBER: NumberKey | None,
    SortKey.STATUS: OrderStatus,
    SortKey.SHIP_BY: Timestamp | None,
}


def position_value(key: SortKey, value: Any) -> Any:
    """Read the value of a position in a list sorted by a key; a time is in UTC.

    Raises msgspec.ValidationError.
    """
    read = msgspec.convert(value, _POSITION_TYPES[key], dec_hook=decode_hook)
    return read.utc if isinstance(read, Timestamp) else read


class PositionDocument(Document):
    """A position in a sorted list: the sort value and the id of the last order before it.

    The order need not exist.
    """

    value: str | int | None
    order_id: Annotated[str, Meta(max_length=64, pattern="^[^\x00]*$")]

    def position(self, key: SortKey) -> Position:
        """Return the position. Raises msgspec.ValidationError if the value does not fit."""
        return Position(position_value(key, self.value), self.order_id)


class FiltersDocument(Document):
    """Filters of a search. A filter that is missing, null or empty matches all orders."""

    statuses: frozenset[OrderStatus] = frozenset()
    payment_statuses: frozenset[PaymentStatus] = frozenset()
    fulfillment_statuses: frozenset[FulfillmentProgress] = frozenset()
    financial_statuses: frozenset[FinancialStatus] = frozenset()
    return_statuses: frozenset[OrderReturnStatus] = frozenset()
    customer_id: ForeignIdentifier | None = None
    store_id: Identifier | None = None
    tag: Tag | None = None
    awb: NonEmptyText | None = None
    created_from: Timestamp | None = None
    created_to: Timestamp | None = None
    updated_from: Timestamp | None = None
    updated_to: Timestamp | None = None
    total_min: Amount | None = None
    total_max: Amount | None = None
    country: CountryCode | None = None
    sku: Text | None = None
    number_begins_or_ends_with: Text | None = None
    words: Text | None = None
    external_id: tuple[LabelKey, AttributeText] | None = None
    attribute: tuple[LabelKey, AttributeText] | None = None
    assignee: Identifier | None = None
    unassigned: bool = False
    held: bool | None = None
    late: bool | None = None
    at: Timestamp | None = None

    def __post_init__(self) -> None:
        """Raise ValueError if a filter lacks the time on which it depends."""
        if self.at is None and (self.held is not None or self.late is not None):
            raise ValueError("held and late need a time: at")

    def filters(self) -> OrderFilters:
        """Return the filters."""
        return OrderFilters(
            statuses=self.statuses,
            payment_statuses=self.payment_statuses,
            fulfillment_statuses=self.fulfillment_statuses,
            financial_statuses=self.financial_statuses,
            return_statuses=self.return_statuses,
            customer_id=self.customer_id,
            store_id=self.store_id,
            tag=self.tag,
            awb=self.awb,
            created_from=utc(self.created_from),
            created_to=utc(self.created_to),
            updated_from=utc(self.updated_from),
            updated_to=utc(self.updated_to),
            total_min=self.total_min,
            total_max=self.total_max,
            country=self.country,
            sku=self.sku,
            number_begins_or_ends_with=self.number_begins_or_ends_with,
            words=self.words,
            external_id=self.external_id,
            attribute=self.attribute,
            assignee=self.assignee,
            unassigned=self.unassigned,
            held=self.held,
            late=self.late,
            at=utc(self.at),
        )


class SearchDocument(Document):
    """A search: from an offset, with the exact total, or after a position, without it."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "filters": {"statuses": ["pending"]},
        "sort": {"key": "created_at", "descending": True},
        "limit": 20,
    }

    filters: FiltersDocument = msgspec.field(default_factory=FiltersDocument)
    sort: Sort = msgspec.field(default_factory=Sort)
    limit: Annotated[int, Meta(ge=1, le=100)] = 20
    offset: Annotated[int, Meta(ge=0, le=10**9)] = 0
    after: PositionDocument | None = None


class FoundPosition(TypedDict):
    """The position after which a list goes on."""

    value: str | int | None
    order_id: str


class FoundDocument(TypedDict):
    """Orders in sequence, the position of the next page, and the total of a search by offset."""

    orders: list[OrderSummary]
    next: FoundPosition | None
    total: int | None


_read_found: Final = msgspec.json.Decoder(FoundDocument).decode


def read_found(body: bytes, key: SortKey) -> tuple[Found, int | None]:
    """Decode search results."""
    document = _read_found(body)
    following = document["next"]
    position = following and msgspec.convert(following, PositionDocument).position(key)
    return Found([*document["orders"]], position or None), document["total"]
