"""Pages of the lists of orders and of refunds."""

from decimal import Decimal
from typing import Annotated, NotRequired, TypedDict

from seller_orders.adapters.shared.wire.field_descriptions import ORDER_ID, ORDER_NUMBER, about
from seller_orders.adapters.shared.wire.field_types import AwareDatetime
from seller_orders.adapters.shared.wire.order_summary import OrderSummary
from seller_orders.adapters.shared.wire.payment_codec import RefundPartView
from seller_orders.domain.payment import RefundStatus


class PaginationDocument(TypedDict):
    """The place of a page in its list. A page by cursor has neither a number nor a total."""

    page: NotRequired[Annotated[int, about("Number of the page, from 1. Absent with `cursor`.", 1)]]
    limit: Annotated[int, about("Largest number of entries on a page.", 20)]
    total: NotRequired[
        Annotated[int, about("Number of entries on all pages. Absent with `cursor`.", 1)]
    ]
    total_pages: NotRequired[Annotated[int, about("Number of pages. Absent with `cursor`.", 1)]]
    has_next: Annotated[bool, about("True if a next page exists.", False)]
    next_cursor: Annotated[
        str | None, about("Value of `cursor` for the next page; null on the last page.", None)
    ]


class OrderPageDocument(TypedDict):
    """A page of a list of orders."""

    orders: Annotated[list[OrderSummary], about("Orders on the page.")]
    pagination: Annotated[PaginationDocument, about("Place of the page in the list.")]


class RefundSummaryView(TypedDict):
    """A refund in a list."""

    id: Annotated[str, about("Id of the refund.", "rfd_1")]
    order_id: Annotated[str, ORDER_ID]
    order_number: Annotated[str, ORDER_NUMBER]
    amount: Annotated[Decimal, about("Refunded amount, in the currency.", 66.17)]
    currency: Annotated[str, about("Currency of the amount (ISO 4217).", "INR")]
    parts: Annotated[
        list[RefundPartView],
        about(
            "Tenders that the amount goes back to; none if the payment has no tenders. Those that "
            "are `pending` are still to be paid.",
            [],
        ),
    ]
    reason: Annotated[str | None, about("Reason of the refund.", "Broken on arrival")]
    status: Annotated[
        RefundStatus, about("Status of the refund at the payment provider.", "pending")
    ]
    created_at: Annotated[
        AwareDatetime, about("Time when the refund was requested.", "2026-11-26T11:00:00Z")
    ]
    due_since: Annotated[
        AwareDatetime | None,
        about(
            "Time since which you have to make the refund by hand; null if a provider makes it or "
            "it is settled.",
            None,
        ),
    ]


class RefundPageDocument(TypedDict):
    """A page of a list of refunds. It has neither a number nor a total."""

    refunds: Annotated[list[RefundSummaryView], about("Refunds on the page.")]
    pagination: Annotated[PaginationDocument, about("Place of the page in the list.")]
