"""Conditions of a search, each by the name of the parameter that restricts it."""

from collections.abc import Collection, Iterator, Mapping
from itertools import combinations
from typing import Final

from sqlalchemy import (
    Column,
    ColumnElement,
    FromClause,
    Table,
    and_,
    bindparam,
    literal_column,
    not_,
    or_,
    select,
    union_all,
)

from seller_orders.adapters.outbound.sql.orders.full_text_index import having_words
from seller_orders.adapters.outbound.sql.schema.count_tables import KIND_OF_ORDER
from seller_orders.adapters.outbound.sql.schema.order_indexes import (
    CAN_BE_LATE,
    HAS_HOLD,
    HAS_RETURNS,
    IS_ASSIGNED,
    IS_LISTED,
)
from seller_orders.adapters.outbound.sql.schema.order_tables import (
    fulfillments,
    order_lines,
    orders,
)
from seller_orders.adapters.outbound.sql.schema.search_tables import (
    order_attributes,
    order_awbs,
    order_external_ids,
    order_tags,
)
from seller_orders.adapters.outbound.sql.statements.in_list import is_one_of
from seller_orders.domain.order_return import OrderReturnStatus

_LABELS: Final[Mapping[str, tuple[Table, str]]] = {
    "tag": (order_tags, "tag"),
    "attribute": (order_attributes, "digest"),
}
"""Filters by a table with the orders' times, and that table's column."""


def search_conditions(dialect: str, names: frozenset[str]) -> list[ColumnElement[bool]]:
    """Return the conditions on listed orders that parameters of these names restrict."""
    conditions = {
        **conditions_of_kind(orders, dialect),
        **dict(_conditions_of_returns(dialect)),
        "customer_id": orders.c.customer_id == bindparam("customer_id"),
        "created_from": orders.c.created_at >= bindparam("created_from"),
        "created_to": orders.c.created_at <= bindparam("created_to"),
        "updated_from": orders.c.updated_at >= bindparam("updated_from"),
        "updated_to": orders.c.updated_at <= bindparam("updated_to"),
        "total_min": orders.c.total >= bindparam("total_min"),
        "total_max": orders.c.total <= bindparam("total_max"),
        "country": orders.c.country == bindparam("country"),
        "sku": _has_sku(),
        # These are never true of NULL, so their indexes serve them.
        "assignee": orders.c.assignee == bindparam("assignee"),
        "held": orders.c.held_until > bindparam("held"),
        "unassigned": not_(IS_ASSIGNED),
        "not_held": or_(not_(HAS_HOLD), orders.c.held_until <= bindparam("not_held")),
        "late": and_(CAN_BE_LATE, orders.c.ship_by < bindparam("late")),
        "not_late": or_(
            not_(CAN_BE_LATE),
            orders.c.ship_by.is_(None),
            orders.c.ship_by >= bindparam("not_late"),
        ),
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


def filter_of_returns(statuses: Collection[OrderReturnStatus]) -> str:
    """Return the name of the filter by statuses of returns, whose value does not matter."""
    return "_or_".join(["return_status", *sorted(statuses)])


def _conditions_of_returns(dialect: str) -> Iterator[tuple[str, ColumnElement[bool]]]:
    """Return the conditions on the statuses of returns, with literals.

    PostgreSQL concludes from them that orders without returns do not match, so it uses the indexes
    without these. The condition of the indexes itself would make it expect far too few matches.
    """
    for number in range(1, len(OrderReturnStatus) + 1):
        for some in combinations(OrderReturnStatus, number):
            is_one = or_(*(orders.c.return_status == literal_column(f"'{each}'") for each in some))
            needs_it = dialect == "sqlite" and OrderReturnStatus.NONE not in some
            yield filter_of_returns(some), and_(HAS_RETURNS, is_one) if needs_it else is_one


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
