"""Request and response bodies of comments and of the assignee (contract, section 7)."""

from typing import Annotated, Any, ClassVar, TypedDict

from seller_orders.adapters.shared.wire.field_descriptions import ASSIGNEE, about
from seller_orders.adapters.shared.wire.field_types import (
    AwareDatetime,
    CommentText,
    Identifier,
)
from seller_orders.adapters.shared.wire.json_codec import Document
from seller_orders.adapters.shared.wire.order_codec import OrderDetail
from seller_orders.adapters.shared.wire.views import writer
from seller_orders.domain.comment import Comment, CommentVisibility


class CommentRequest(Document):
    """A comment on an order."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "text": "Called the customer: deliver after 18:00",
        "visibility": "internal",
    }

    text: Annotated[CommentText, about("Text of the comment.")]
    visibility: Annotated[
        CommentVisibility,
        about("Readers of the comment: your own users alone, or the customer as well."),
    ]


class CommentView(TypedDict):
    """A comment on an order. The timeline has it under the same id."""

    id: Annotated[str, about("Id of the comment and of its timeline entry.", "evt_1")]
    text: Annotated[str, about("Text of the comment.", "Called the customer: deliver after 18:00")]
    visibility: Annotated[CommentVisibility, about("Readers of the comment.", "internal")]
    at: Annotated[AwareDatetime, about("Time of the comment.", "2026-11-26T09:05:00Z")]
    by: Annotated[str, about("Caller who commented.", "key:key_1")]


class CommentedOrderDocument(TypedDict):
    """A comment and its order."""

    comment: Annotated[CommentView, about("The new comment.")]
    order: Annotated[OrderDetail, about("The order after the request.")]


class AssigneeChange(Document):
    """The user who takes care of an order."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"user_id": "usr_1"}

    user_id: Annotated[Identifier | None, ASSIGNEE]


comment_view = writer(CommentView, Comment)
