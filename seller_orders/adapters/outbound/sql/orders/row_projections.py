"""Response parts of an order, made from rows without the domain's values."""

from collections.abc import Callable
from operator import itemgetter
from typing import Any, Final, get_origin, get_type_hints

from sqlalchemy import Table

from seller_orders.adapters.outbound.sql.orders.order_columns import DERIVED, PATHS
from seller_orders.adapters.outbound.sql.orders.order_mapping import Row
from seller_orders.adapters.shared.value_paths import dict_reader
from seller_orders.adapters.shared.wire.views import Writer, inner_view, is_amount, is_list
from seller_orders.domain.money import amount_of

COLUMNS: Final = {
    table: {path: name for name, path in {**paths, **DERIVED.get(table, {})}.items()}
    for table, paths in PATHS.items()
}
"""The column of each attribute path, by table."""


def row_view(table: Table, writer: Writer[Any], part: str = "") -> Callable[[Row], dict[str, Any]]:
    """Return a function that writes a row as a view.

    ``part`` is the path of the view's value within the row's value. Keys without a column are None.
    """
    types = get_type_hints(writer.view)
    columns = COLUMNS[table]
    places = {key: f"{part}.{path}" if part else path for key, path in writer.paths.items()}
    found = {key: columns[path] for key, path in places.items() if path in columns}
    read = dict_reader(itemgetter, found, types)
    projections = [(key, project) for key in found if (project := _projection(types[key]))]

    def view(row: Row) -> dict[str, Any]:
        made = read(row)
        for key, project in projections:
            if made[key] is not None:
                made[key] = project(made[key])
        return made

    return view


def _projection(type_: Any) -> Callable[[Any], Any] | None:
    """Return a function that makes a view's value of a stored one, None if they are the same.

    Money becomes a decimal. A document gets exactly the keys of its view, in order; fields that
    were added after the document was stored are null.
    """
    if get_origin(type_) is dict:
        # PostgreSQL does not keep the sequence of the keys.
        return lambda document: dict(sorted(document.items()))
    if is_amount(type_):
        return amount_of
    view = inner_view(type_)
    if view is None:
        return None
    types = get_type_hints(view)
    keys = tuple(types)
    inner = [(key, project) for key in keys if (project := _projection(types[key]))]

    def projected(document: Row) -> Row:
        if not inner and tuple(document) == keys:
            return document
        made = {key: document.get(key) for key in keys}
        for key, project in inner:
            if made[key] is not None:
                made[key] = project(made[key])
        return made

    return (
        (lambda documents: [projected(each) for each in documents]) if is_list(type_) else projected
    )
