"""Query parameters and cursor of lists that are sorted by id, and so by age."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeAlias, TypeVar

from flask import Response
from msgspec import Meta

from seller_orders.adapters.inbound.http.api.cursors import read_cursor, write_cursor
from seller_orders.adapters.inbound.http.api.query_parameter_types import PageSize
from seller_orders.adapters.inbound.http.api.responses import json_response
from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.field_types import Identifier
from seller_orders.adapters.shared.wire.json_codec import Document

T = TypeVar("T")

_Cursor: TypeAlias = tuple[Identifier]


class IdListParameters(Document):
    """Query parameters of a list that is sorted by id."""

    limit: Annotated[PageSize | None, about("Entries on a page; 20 by default.")] = None
    cursor: Annotated[
        Annotated[str, Meta(extra_json_schema={"format": "id-cursor"})] | None,
        about("`next_cursor` of the page before."),
    ] = None

    @property
    def page_size(self) -> int:
        """Largest number of entries on a page."""
        return int(self.limit or 20)

    @property
    def after(self) -> str | None:
        """Id of the last entry on the page before."""
        if self.cursor is None:
            return None
        (after,) = read_cursor(self.cursor, _Cursor)
        return str(after)


def id_page(
    name: str, found: Sequence[T], size: int, id_of: Callable[[T], str], write: Callable[[T], Any]
) -> Response:
    """Return a page of the entries found, of which one more than ``size`` was looked for."""
    shown = found[:size]
    has_next = len(found) > size
    return json_response(
        {
            name: [write(each) for each in shown],
            "next_cursor": write_cursor([id_of(shown[-1])]) if has_next else None,
        }
    )
