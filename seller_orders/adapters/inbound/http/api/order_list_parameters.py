"""Query parameters and cursor of the order list."""

from decimal import Decimal
from typing import Annotated, Any, Final, Literal, TypeAlias

from msgspec import UNSET, Meta, UnsetType

from seller_orders.adapters.inbound.http.api.cursors import read_cursor, refuse_cursor, write_cursor
from seller_orders.adapters.inbound.http.api.query_parameter_types import (
    DayOrMoment,
    FinancialStatuses,
    Flag,
    FulfillmentStatuses,
    Label,
    OrderStatuses,
    PageNumber,
    PageSize,
    PaymentStatuses,
    PlainAmount,
    QueryWords,
    ReturnStatuses,
)
from seller_orders.adapters.inbound.http.request_errors import invalid
from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.field_types import (
    CountryCode,
    ForeignIdentifier,
    Identifier,
    NonEmptyText,
    Tag,
)
from seller_orders.adapters.shared.wire.json_codec import Document
from seller_orders.adapters.shared.wire.search_documents import position_value
from seller_orders.application.ports.order_search import OrderFilters, Position, Sort, SortKey
from seller_orders.application.queries.list_orders import DayFilters, ListOrders
from seller_orders.domain.order_number_normalization import normalized_number

_NOBODY: Final = "none"
"""Value of ``assignee`` for orders without one."""

_Cursor: TypeAlias = tuple[SortKey, Literal["asc", "desc"], str | int | None, Identifier]


class ListParameters(Document):
    """Query parameters of the order list."""

    page: Annotated[PageNumber | None, about("Number of the page; 1 by default.")] = None
    limit: Annotated[PageSize | None, about("Orders on a page; 20 by default.")] = None
    status: Annotated[OrderStatuses | None, about("Statuses of the orders.")] = None
    payment_status: Annotated[PaymentStatuses | None, about("Payment statuses of the orders.")] = (
        None
    )
    fulfillment_status: Annotated[
        FulfillmentStatuses | None, about("Fulfillment statuses of the orders.")
    ] = None
    financial_status: Annotated[
        FinancialStatuses | None, about("Financial statuses of the orders.")
    ] = None
    return_status: Annotated[
        ReturnStatuses | None, about("Statuses of the orders' returns.", ["requested"])
    ] = None
    held: Annotated[
        Flag | None, about("Whether the order, or a line with units left, is on hold.", True)
    ] = None
    late: Annotated[
        Flag | None, about("Whether `ship_by` has passed while units of an open order remain.")
    ] = None
    assignee: Annotated[
        Identifier | None, about("Id of the assigned colleague, or `none`.", "usr_7")
    ] = None
    customer_id: Annotated[ForeignIdentifier | None, about("Id of the customer.")] = None
    store_id: Annotated[Identifier | None, about("Id of the store.")] = None
    tag: Annotated[Tag | None, about("A tag of the orders.")] = None
    awb: Annotated[NonEmptyText | None, about("Tracking number (air waybill) of a shipment.")] = (
        None
    )
    external_id: Annotated[
        Label | None, about("Id in another system, after the system and a colon: `erp:SO-17`.")
    ] = None
    attribute: Annotated[
        Label | None, about("Attribute: key, colon and exact value, as in `gift_wrap:red`.")
    ] = None
    date_from: Annotated[
        DayOrMoment | None,
        about(
            "First day or time of the orders' creation. A date without a time is that day in the"
            " domain's time zone (UTC by default)."
        ),
    ] = None
    date_to: Annotated[
        DayOrMoment | None,
        about("Last day or time of the orders' creation. A date without a time includes that day."),
    ] = None
    updated_from: Annotated[
        DayOrMoment | None,
        about("First day or time of the orders' last change, for example to synchronise them."),
    ] = None
    updated_to: Annotated[
        DayOrMoment | None,
        about("Last day or time of the orders' last change. A date includes that day."),
    ] = None
    total_min: Annotated[
        PlainAmount | None, about("Least total, in each order's own currency.", 100.5)
    ] = None
    total_max: Annotated[
        PlainAmount | None, about("Greatest total, in each order's own currency.", 500)
    ] = None
    country: Annotated[
        CountryCode | None, about("Country of the shipping address (ISO 3166-1 alpha-2).", "IN")
    ] = None
    sku: Annotated[
        NonEmptyText | None, about("SKU of any of the order's lines.", "TSHIRT-RED-M")
    ] = None
    # With None as the default the decoder would accept the text null.
    sort_by: Annotated[SortKey | UnsetType, about("Field to sort by; `created_at` by default.")] = (
        UNSET
    )
    sort_order: Annotated[
        Literal["asc", "desc"] | UnsetType, about("`desc` (default) or `asc`.")
    ] = UNSET
    search: Annotated[NonEmptyText | None, about("Beginning or end of the order number.")] = None
    q: Annotated[
        QueryWords | None,
        about(
            "Words. Each is the beginning of a word in the customer's name, company, e-mail address"
            " or phone number, in a SKU, a product name, the order number, a tracking number or an"
            " external id. All must match, in upper or lower case, with or without accents.",
            "anjali 87654",
        ),
    ] = None
    cursor: Annotated[
        Annotated[str, Meta(extra_json_schema={"format": "cursor"})] | None,
        about("`next_cursor` of the page before. Excludes `page`."),
    ] = None


def list_query(domain_id: str, given: ListParameters) -> ListOrders:
    """Return the query that the parameters describe."""
    nothing = frozenset[Any]()
    # Plain values, which can be sent to the core.
    filters = OrderFilters(
        statuses=given.status or nothing,
        payment_statuses=given.payment_status or nothing,
        fulfillment_statuses=given.fulfillment_status or nothing,
        financial_statuses=given.financial_status or nothing,
        return_statuses=given.return_status or nothing,
        customer_id=given.customer_id,
        store_id=given.store_id,
        tag=given.tag,
        awb=given.awb,
        **_limits(given, "moment"),
        total_min=None if given.total_min is None else Decimal(given.total_min),
        total_max=None if given.total_max is None else Decimal(given.total_max),
        country=given.country and str(given.country),
        sku=given.sku,
        number_begins_or_ends_with=normalized_number(given.search or "") or None,
        words=given.q and str(given.q),
        external_id=given.external_id,
        attribute=given.attribute,
        assignee=None if given.assignee == _NOBODY else given.assignee,
        unassigned=given.assignee == _NOBODY,
        held=None if given.held is None else bool(given.held),
        late=None if given.late is None else bool(given.late),
    )
    limit = int(given.limit or 20)
    days = DayFilters(**_limits(given, "day"))
    if given.cursor is None:
        key = SortKey.CREATED_AT if given.sort_by is UNSET else given.sort_by
        sort = Sort(key, given.sort_order != "asc")
        return ListOrders(
            domain_id=domain_id,
            filters=filters,
            days=days,
            sort=sort,
            limit=limit,
            page=int(given.page or 1),
        )
    if given.page is not None:
        invalid("excluded", "page and cursor cannot be combined: give one of them.", "page")
    sort, position = _read_cursor(given.cursor, given)
    return ListOrders(
        domain_id=domain_id, filters=filters, days=days, sort=sort, limit=limit, after=position
    )


def _limits(given: ListParameters, form: Literal["day", "moment"]) -> dict[str, Any]:
    """Return the limits that have this form, by the name of the filter."""
    limits = {
        "created_from": given.date_from,
        "created_to": given.date_to,
        "updated_from": given.updated_from,
        "updated_to": given.updated_to,
    }
    return {name: getattr(limit, form) for name, limit in limits.items() if limit}


def cursor(sort: Sort, position: Position) -> str:
    """Return the cursor of a position in a sort order."""
    order = "desc" if sort.descending else "asc"
    return write_cursor([sort.key, order, position.value, position.order_id])


def _read_cursor(text: str, given: ListParameters) -> tuple[Sort, Position]:
    key, order, value, order_id = read_cursor(text, _Cursor)
    try:
        value = position_value(key, value)
    except ValueError:
        refuse_cursor()
    if given.sort_by not in (UNSET, key) or given.sort_order not in (UNSET, order):
        invalid(
            "excluded",
            f"cursor continues {key} {order}: omit sort_by and sort_order, or repeat these.",
            "cursor",
        )
    return Sort(key, order == "desc"), Position(value, order_id)
