"""Conditions of a search, each by the name of the parameter that restricts it."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import (
    Column,
    ColumnElement,
    FromClause,
    Table,
    and_,
    bindparam,
    or_,
    select,
    union_all,
)

from seller_orders.adapters.outbound.sql.orders.stored_words import having_words
from seller_orders.adapters.outbound.sql.schema.tables import (
    IS_LISTED,
    KIND_OF_ORDER,
    fulfillments,
    order_attributes,
    order_awbs,
    order_external_ids,
    order_lines,
    order_tags,
    orders,
)
from seller_orders.adapters.outbound.sql.statements.in_list import is_one_of

_LABELS: Final[Mapping[str, tuple[Table, str]]] = {
    "tag": (order_tags, "tag"),
    "attribute": (order_attributes, "digest"),
}
"""Filters by a table with the orders' times, and that table's column."""


def search_conditions(dialect: str, names: frozenset[str]) -> list[ColumnElement[bool]]:
    """Return the conditions on listed orders that parameters of these names restrict."""
    conditions = {
        **conditions_of_kind(orders, dialect),
        "customer_id": orders.c.customer_id == bindparam("customer_id"),
        "created_from": orders.c.created_at >= bindparam("created_from"),
        "created_to": orders.c.created_at <= bindparam("created_to"),
        "updated_from": orders.c.updated_at >= bindparam("updated_from"),
        "updated_to": orders.c.updated_at <= bindparam("updated_to"),
        "total_min": orders.c.total >= bindparam("total_min"),
        "total_max": orders.c.total <= bindparam("total_max"),
        "country": orders.c.country == bindparam("country"),
        "sku": _has_sku(),
        "words": orders.c.order_id.in_(having_words(dialect)),
        **{
            name: and_(
                table.c.domain_id == bindparam("domain_id"), table.c[column] == bindparam(name)
            )
            for name, (table, column) in _LABELS.items()
        },
        "awb": _has_awb(),
        "external_id": _has_external_id(),
        # Repeated in each branch: SQLite chooses the index of a branch by its own conditions.
        "number": or_(
            and_(IS_LISTED, _begins_with(orders.c.number_folded, "number")),
            and_(IS_LISTED, _begins_with(orders.c.number_reversed, "reversed")),
        ),
    }
    return [IS_LISTED, *(conditions[name] for name in sorted(names & conditions.keys()))]


def searched_tables(names: frozenset[str]) -> FromClause:
    """Return the orders, joined with the tables of their labels that are searched."""
    searched: FromClause = orders
    for table in label_tables(names):
        is_of_order = [table.c[name] == orders.c[name] for name in ("domain_id", "order_id")]
        searched = table.join(searched, and_(*is_of_order))
    return searched


def label_tables(names: frozenset[str]) -> list[Table]:
    """Return the tables of labels that are searched, which have the orders' times."""
    return [table for name, (table, _) in _LABELS.items() if name in names]


def conditions_of_kind(table: Table, dialect: str) -> dict[str, ColumnElement[bool]]:
    """Return the conditions on the columns that ``order_counts`` is grouped by."""
    one = {name: table.c[name] == bindparam(name) for name in KIND_OF_ORDER}
    statuses = [name for name in KIND_OF_ORDER if name.endswith("status")]
    return one | {f"{name}es": is_one_of(table.c[name], f"{name}es", dialect) for name in statuses}


def _has_sku() -> ColumnElement[bool]:
    of_domain = order_lines.c.domain_id == bindparam("domain_id")
    sold = select(order_lines.c.order_id).where(of_domain)
    return orders.c.order_id.in_(sold.where(order_lines.c.sku == bindparam("sku")))


def _has_awb() -> ColumnElement[bool]:
    # A union instead of OR: PostgreSQL then finds the few orders by their key.
    shipped = [
        select(table.c.order_id).where(
            table.c.domain_id == bindparam("domain_id"), table.c.awb == bindparam("awb")
        )
        for table in (fulfillments, order_awbs)
    ]
    return orders.c.order_id.in_(union_all(*shipped))


def _has_external_id() -> ColumnElement[bool]:
    table = order_external_ids
    is_it = [table.c[name] == bindparam(name) for name in ("system", "external_id")]
    of_domain = table.c.domain_id == bindparam("domain_id")
    return orders.c.order_id == select(table.c.order_id).where(of_domain, *is_it).scalar_subquery()


def _begins_with(column: Column[str], name: str) -> ColumnElement[bool]:
    # A range instead of LIKE: a plain index serves it, and the text needs no escaping.
    return and_(column >= bindparam(name), column < bindparam(f"{name}_beyond"))
