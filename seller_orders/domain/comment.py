"""Comments on an order: entries of its timeline (contract, section 7)."""

from datetime import datetime
from enum import StrEnum

from attrs import frozen

from seller_orders.domain import values
from seller_orders.domain.order import Order
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


def add_comment(order: Order, comment: Comment, change: Change) -> Order:
    """Add a comment to the timeline, also of a closed order."""
    return order.next_version(
        ChangeType.COMMENTED,
        change,
        data={"text": comment.text, "visibility": comment.visibility.value},
    )
