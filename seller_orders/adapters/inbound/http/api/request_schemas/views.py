"""Request bodies of saved views of the order list."""

from typing import Annotated, Any, ClassVar, Self, TypeAlias, get_type_hints

from msgspec import UNSET, Meta, UnsetType

from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.field_types import Name
from seller_orders.adapters.shared.wire.json_codec import Document
from seller_orders.adapters.shared.wire.order_summary import OrderSummary
from seller_orders.adapters.shared.wire.text_patterns import NO_NUL
from seller_orders.domain.values import NOTE_LENGTH


class ColumnName(str):
    """Name of a field of an order in a list."""

    __slots__ = ()
    SCHEMA: ClassVar[dict[str, Any]] = {"enum": list(get_type_hints(OrderSummary))}

    @classmethod
    def read(cls, value: Any) -> Self:
        """Read a name."""
        if value not in cls.SCHEMA["enum"]:
            raise ValueError("It must be a field of an order in the list")
        return cls(value)


ViewQuery: TypeAlias = Annotated[
    str,
    Meta(
        max_length=NOTE_LENGTH,
        pattern=NO_NUL,
        extra_json_schema={"format": "order-list-query"},
    ),
]
ViewColumns: TypeAlias = Annotated[
    tuple[ColumnName, ...], Meta(max_length=len(ColumnName.SCHEMA["enum"]))
]

_NAME = about("Name of the view.")
_QUERY = about(
    "Query string of the order list, such as `status=pending&late=true`, without `page` and "
    "`cursor`. What the list refuses is refused."
)
_COLUMNS = about("Fields to show, in this sequence; none leaves the choice to the reader.")
_SHARED = about("True shows the view to all callers of the domain. Needs `orders:write`.")


class CreateViewRequest(Document, kw_only=True):
    """A new view of the order list."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "name": "Late orders",
        "query": "late=true&sort_by=ship_by&sort_order=asc",
        "columns": ["order_number", "ship_by", "assignee"],
        "shared": True,
    }

    name: Annotated[Name, _NAME]
    query: Annotated[ViewQuery, _QUERY] = ""
    columns: Annotated[ViewColumns, _COLUMNS] = ()
    shared: Annotated[bool, _SHARED] = False


class UpdateViewRequest(Document, kw_only=True):
    """Changes of a view. Fields that are left out stay as they are."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"name": "Late orders", "shared": False}

    name: Annotated[Name | UnsetType, _NAME] = UNSET
    query: Annotated[ViewQuery | UnsetType, _QUERY] = UNSET
    columns: Annotated[ViewColumns | UnsetType, _COLUMNS] = UNSET
    shared: Annotated[bool | UnsetType, _SHARED] = UNSET
