"""Add a comment to an order's timeline."""

from attrs import frozen
from returns.result import Result

from seller_orders.application.idempotency import IdempotencyKey
from seller_orders.application.order_changes import ChangeFactory, change_order
from seller_orders.application.ports.order_cache import OrderCache
from seller_orders.application.ports.unit_of_work import BeginUnitOfWork
from seller_orders.domain import values
from seller_orders.domain.comment import Comment, CommentVisibility, add_comment, ensure_commentable
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import Refusal


@frozen(kw_only=True)
class AddComment:
    """Add a comment of 1 to 2,000 characters; closed orders accept it as well.

    Refusals: order_not_found, version_mismatch, invalid_fields.

    >>> late = AddComment(
    ...     domain_id="dom_1",
    ...     order_id="ord_1",
    ...     by="usr_1",
    ...     text="Called: leave it with the neighbour",
    ...     visibility=CommentVisibility.INTERNAL,
    ... )
    >>> commented = orders.add_comment(late).unwrap()
    >>> commented.comment.text, commented.order.timeline[-1].data["visibility"]
    ('Called: leave it with the neighbour', 'internal')
    """

    domain_id: str
    order_id: str
    by: str
    text: str = values.text(values.NOTE_LENGTH)
    visibility: CommentVisibility
    expected_versions: frozenset[int] | None = None
    dry_run: bool = False
    idempotency_key: IdempotencyKey | None = None


@frozen
class CommentedOrder:
    """An order after a comment, and the comment."""

    order: Order
    comment: Comment


@frozen(kw_only=True)
class AddCommentHandler:
    """Adds comments, also to closed orders."""

    begin: BeginUnitOfWork
    cache: OrderCache
    changes: ChangeFactory

    def __call__(self, command: AddComment) -> Result[CommentedOrder, Refusal]:
        """Return the changed order and its new comment."""
        return change_order(
            self, command, self.decide, lambda done: done.order, dry_run=command.dry_run
        )

    def decide(self, order: Order, command: AddComment) -> Result[CommentedOrder, Refusal]:
        """Add the comment unless the order has too many."""
        return ensure_commentable(order).map(lambda order: self.add_comment(order, command))

    def add_comment(self, order: Order, command: AddComment) -> CommentedOrder:
        """Add the comment to the timeline."""
        change = self.changes.new_change(order, command.by)
        comment = Comment(
            id=change.id,
            text=command.text,
            visibility=command.visibility,
            at=change.at,
            by=change.by,
        )
        return CommentedOrder(add_comment(order, comment, change), comment)
