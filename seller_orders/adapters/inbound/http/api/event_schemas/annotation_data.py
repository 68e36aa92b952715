"""Details of events about tags, attributes, ids, comments and assignees."""

from typing import Annotated, NotRequired

from seller_orders.adapters.inbound.http.api.event_schemas.change_data import ChangeData
from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.domain.comment import CommentVisibility


class TagsData(ChangeData):
    """Details of a change of tags."""

    added: Annotated[list[str], about("Tags that were added.", ["gift"])]
    removed: Annotated[list[str], about("Tags that were removed.", [])]


class AttributesData(ChangeData):
    """Details of a change of attributes."""

    keys: Annotated[list[str], about("Keys of the changed attributes.", ["gift_wrap"])]
    item_id: NotRequired[
        Annotated[str, about("Id of the line; missing for attributes of the order.", "iid_001")]
    ]


class ExternalIdsData(ChangeData):
    """Details of a change of ids in other systems."""

    systems: Annotated[list[str], about("Systems whose ids changed.", ["erp"])]


class CommentData(ChangeData):
    """A comment."""

    text: Annotated[str, about("Text of the comment.", "Called the customer: deliver after 18:00")]
    visibility: Annotated[
        CommentVisibility,
        about("Readers of the comment: your own users, or the customer as well.", "internal"),
    ]


class AssignmentData(ChangeData):
    """Details of a change of the assignee."""

    previous: Annotated[str | None, about("Id of the former user; null if there was none.", None)]
    assignee: Annotated[str | None, about("Id of the new user; null if there is none.", "usr_1")]
