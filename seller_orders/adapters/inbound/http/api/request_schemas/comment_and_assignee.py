"""Request bodies of comments and of the assignee (contract, section 7)."""

from typing import Annotated, Any, ClassVar

from seller_orders.adapters.shared.wire.field_descriptions import ASSIGNEE, about
from seller_orders.adapters.shared.wire.field_types import (
    CommentText,
    Identifier,
)
from seller_orders.adapters.shared.wire.json_codec import Document
from seller_orders.domain.comment import CommentVisibility


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


class AssigneeChange(Document):
    """The user who takes care of an order."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"user_id": "usr_1"}

    user_id: Annotated[Identifier | None, ASSIGNEE]
