"""Query parameters and pages of the refund list."""

from typing import Annotated, TypeAlias

from attrs import astuple
from flask import Response
from msgspec import Meta

from seller_orders.adapters.inbound.http.api.cursors import read_cursor, write_cursor
from seller_orders.adapters.inbound.http.api.query_parameter_types import PageSize, RefundStatuses
from seller_orders.adapters.inbound.http.api.response_schemas.list_pages import PaginationDocument
from seller_orders.adapters.inbound.http.api.responses import json_response
from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.field_types import Identifier, Timestamp
from seller_orders.adapters.shared.wire.json_codec import Document
from seller_orders.application.ports.refund_search import RefundPosition
from seller_orders.application.queries.list_refunds import ListRefunds, RefundPage
from seller_orders.domain.payment import RefundStatus

_Cursor: TypeAlias = tuple[Timestamp, Identifier, Identifier]


class RefundListParameters(Document):
    """Query parameters of the refund list."""

    status: Annotated[RefundStatuses | None, about("Statuses of the refunds; all by default.")] = (
        None
    )
    limit: Annotated[PageSize | None, about("Refunds on a page; 20 by default.")] = None
    cursor: Annotated[
        Annotated[str, Meta(extra_json_schema={"format": "refund-cursor"})] | None,
        about("`next_cursor` of the page before."),
    ] = None


def refund_query(domain_id: str, given: RefundListParameters) -> ListRefunds:
    """Return the query that the parameters describe."""
    after = None
    if given.cursor is not None:
        created_at, order_id, refund_id = read_cursor(given.cursor, _Cursor)
        after = RefundPosition(created_at.utc, order_id, refund_id)
    return ListRefunds(
        domain_id=domain_id,
        statuses=given.status or frozenset(RefundStatus),
        limit=int(given.limit or 20),
        after=after,
    )


def refund_page(query: ListRefunds, page: RefundPage) -> Response:
    """Return a page of refunds."""
    pagination = PaginationDocument(
        limit=query.limit,
        has_next=page.next is not None,
        next_cursor=None if page.next is None else write_cursor(astuple(page.next)),
    )
    return json_response({"refunds": page.refunds, "pagination": pagination})
