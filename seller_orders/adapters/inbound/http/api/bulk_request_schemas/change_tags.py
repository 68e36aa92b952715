"""Request bodies of bulk updates of tags (contract, section 3)."""

from typing import Annotated, Any, ClassVar, TypeAlias

from msgspec import Meta

from seller_orders.adapters.inbound.http.api.bulk_request_schemas.bulk_orders import BulkOrders
from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.field_types import Tag
from seller_orders.adapters.shared.wire.json_codec import Document
from seller_orders.application.commands.bulk_actions import AddTags, RemoveTags

Tags: TypeAlias = Annotated[tuple[Tag, ...], Meta(min_length=1, max_length=50)]


class BulkTagsData(Document):
    """Tags."""

    tags: Annotated[Tags, about("Tags to add or remove.")]


class BulkAddTags(BulkOrders, tag_field="action", tag="add_tags", kw_only=True):
    """Tags to add to several orders."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "action": "add_tags",
        "order_ids": ["ord_1001", "ord_1002"],
        "data": {"tags": ["gift"]},
    }

    data: Annotated[BulkTagsData, about("The tags.")]

    def action(self) -> AddTags:
        """Return the action."""
        return AddTags(self.data.tags)


class BulkRemoveTags(BulkOrders, tag_field="action", tag="remove_tags", kw_only=True):
    """Tags to remove from several orders."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "action": "remove_tags",
        "order_ids": ["ord_1001", "ord_1002"],
        "data": {"tags": ["gift"]},
    }

    data: Annotated[BulkTagsData, about("The tags.")]

    def action(self) -> RemoveTags:
        """Return the action."""
        return RemoveTags(self.data.tags)
