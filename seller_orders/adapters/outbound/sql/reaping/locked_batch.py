"""Statement that changes the rows of a batch that no other transaction has locked."""

from typing import Any

from sqlalchemy import ColumnElement, Delete, Table, Update, select

from seller_orders.adapters.outbound.sql.statements.in_list import is_one_of


def changing(
    dialect: str,
    table: Table,
    of_domain: str,
    is_old: ColumnElement[bool],
    change: Delete | Update,
    *returned: ColumnElement[Any],
) -> Any:
    """Return the change of those of the parameter ``ids`` that are old and not locked.

    It returns the ids, or the columns ``returned``.
    """
    domain_id, id_ = table.primary_key
    is_of_domain = domain_id == of_domain
    wanted = select(id_).where(is_of_domain, is_one_of(id_, "ids", dialect), is_old)
    # A CTE, because a plan may run a subquery once a row, each time with other locks.
    old = wanted.with_for_update(skip_locked=True).cte("old")
    # RETURNING, because Python's sqlite3 has no row count for statements that begin with WITH.
    changed = change.where(is_of_domain, id_.in_(select(*old.c)))
    return changed.returning(*(returned or (id_,)))
