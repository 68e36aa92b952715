"""Comments on an order: entries of its timeline (contract, section 7)."""

from datetime import datetime
from enum import StrEnum

from attrs import frozen
from returns.result import Failure, Result, Success

from seller_orders.domain import values
from seller_orders.domain.lazy_timeline import types_of_entries
from seller_orders.domain.order import Order
from seller_orders.domain.order_limits import MAX_COMMENTS, beyond_limit
from seller_orders.domain.refusals import Refusal
from seller_orders.domain.timeline import Change, ChangeType


class CommentVisibility(StrEnum):
    """Readers of a comment: the merchant's users alone, or the customer as well."""

    INTERNAL = "internal"
    CUSTOMER = "customer"


@frozen(kw_only=True)
class Comment:
    """Comment of 1 to 2,000 characters; ``id`` is its timeline entry's."""

    id: str = values.identifier()
    text: str = values.text(values.NOTE_LENGTH)
    visibility: CommentVisibility
    at: datetime
    by: str = values.text(values.NAME_LENGTH)


def ensure_commentable(order: Order) -> Result[Order, Refusal]:
    """Allow a comment in every status, up to the limit of an order's comments."""
    comments = sum(type == ChangeType.COMMENTED for type in types_of_entries(order.timeline))
    if comments < MAX_COMMENTS:
        return Success(order)
    detail = f"An order has at most {MAX_COMMENTS:,} comments: use its note or its attributes."
    return Failure(beyond_limit(detail))


def add_comment(order: Order, comment: Comment, change: Change) -> Order:
    """Add a comment to the timeline, also of a closed order."""
    return order.next_version(
        ChangeType.COMMENTED,
        change,
        data={"text": comment.text, "visibility": comment.visibility.value},
    )
