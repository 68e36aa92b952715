"""The list's query parameters, and the cursor that leads from one answer to the next."""

import base64
import re
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Annotated, Any, Final, Literal, TypeAlias, TypeVar

import msgspec
from msgspec import UNSET, Meta, UnsetType

from seller_orders.adapters.inbound.http.requests import invalid, parameters
from seller_orders.adapters.inbound.wire.field_types import FilledText, Identifier, Tag, WholeNumber
from seller_orders.adapters.inbound.wire.json_codec import Document, encode
from seller_orders.application.ports.order_search import OrderFilters, Position, Sort, SortKey
from seller_orders.application.queries.list_orders import ListOrders
from seller_orders.domain.money import LIMIT, SCALE
from seller_orders.domain.payment import FinancialStatus, PaymentStatus
from seller_orders.domain.status import FulfillmentProgress, OrderStatus

E = TypeVar("E", bound=StrEnum)

_BARE_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_AwareDatetime: TypeAlias = Annotated[datetime, Meta(tz=True)]
_Cursor: TypeAlias = tuple[SortKey, Literal["asc", "desc"], str | int, Identifier]

_VALUE_TYPES: Final[dict[SortKey, Any]] = {
    SortKey.CREATED_AT: _AwareDatetime,
    SortKey.UPDATED_AT: _AwareDatetime,
    SortKey.TOTAL: Annotated[int, Meta(ge=0, lt=LIMIT * SCALE)],
    SortKey.ORDER_NUMBER: FilledText,
    SortKey.STATUS: OrderStatus,
}
"""What a cursor holds, by what the list is sorted by."""


class ListParameters(Document):
    """The parameters as they come."""

    page: WholeNumber | UnsetType = UNSET
    limit: WholeNumber | UnsetType = UNSET
    status: str | None = None
    payment_status: str | None = None
    fulfillment_status: str | None = None
    financial_status: str | None = None
    customer_id: Identifier | None = None
    store_id: Identifier | None = None
    tag: Tag | None = None
    awb: FilledText | None = None
    date_from: str | None = None
    date_to: str | None = None
    sort_by: SortKey | UnsetType = UNSET
    sort_order: Literal["asc", "desc"] | UnsetType = UNSET
    search: FilledText | None = None
    cursor: str | None = None


def list_query(domain_id: str) -> ListOrders:
    """Read the request's parameters as a query."""
    given = parameters(ListParameters)
    filters = OrderFilters(
        statuses=_several(OrderStatus, "status", given.status),
        payment_statuses=_several(PaymentStatus, "payment_status", given.payment_status),
        fulfillment_statuses=_several(
            FulfillmentProgress, "fulfillment_status", given.fulfillment_status
        ),
        financial_statuses=_several(FinancialStatus, "financial_status", given.financial_status),
        customer_id=given.customer_id,
        store_id=given.store_id,
        tag=given.tag,
        awb=given.awb,
        created_from=_moment("date_from", given.date_from, end_of_day=False),
        created_to=_moment("date_to", given.date_to, end_of_day=True),
        number_begins_or_ends_with=given.search,
    )
    limit = _bounded("limit", given.limit, 20, 100)
    if given.cursor is None:
        key = SortKey.CREATED_AT if given.sort_by is UNSET else given.sort_by
        sort = Sort(key, given.sort_order != "asc")
        page = _bounded("page", given.page, 1, 1_000_000)
        return ListOrders(domain_id=domain_id, filters=filters, sort=sort, limit=limit, page=page)
    if given.page is not UNSET:
        invalid("excluded", "page and cursor exclude each other.", "page")
    sort, position = _read_cursor(given)
    return ListOrders(domain_id=domain_id, filters=filters, sort=sort, limit=limit, after=position)


def cursor(sort: Sort, position: Position) -> str:
    """Write where an answer ends, in characters that a URL can carry as they are."""
    order = "desc" if sort.descending else "asc"
    content = encode([sort.key, order, position.value, position.order_id])
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _read_cursor(given: ListParameters) -> tuple[Sort, Position]:
    text = given.cursor or ""
    try:
        content = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        key, order, value, order_id = msgspec.json.decode(content, type=_Cursor)
        value = msgspec.convert(value, _VALUE_TYPES[key])
    except (ValueError, UnicodeError, RecursionError):
        invalid("unknown_value", "cursor is not one that an answer gave.", "cursor")
    if given.sort_by not in (UNSET, key) or given.sort_order not in (UNSET, order):
        invalid("excluded", "cursor goes on in its own sort order.", "cursor")
    return Sort(key, order == "desc"), Position(value, order_id)


def _bounded(name: str, value: WholeNumber | UnsetType, default: int, most: int) -> int:
    if value is UNSET:
        return default
    if not 1 <= value <= most:
        invalid("out_of_range", f"{name} is from 1 to {most}.", name)
    return int(value)


def _several(kind: type[E], name: str, text: str | None) -> frozenset[E]:
    if text is None:
        return frozenset()
    unknown = [value for value in text.split(",") if value not in set(kind)]
    if unknown:
        known = ", ".join(kind)
        invalid("unknown_value", f"{name} is one or several, with commas, of: {known}.", name)
    return frozenset(kind(value) for value in text.split(","))


def _moment(name: str, text: str | None, *, end_of_day: bool) -> datetime | None:
    if text is None:
        return None
    try:
        day = date.fromisoformat(text) if _BARE_DATE.fullmatch(text) else None
        if day is not None:
            at = time.max if end_of_day else time.min
            return datetime.combine(day, at, UTC)
        return msgspec.convert(text, _AwareDatetime).astimezone(UTC)
    except (ValueError, OverflowError):
        invalid("invalid", f"{name} is a date, or a date-time with an offset (RFC 3339).", name)
