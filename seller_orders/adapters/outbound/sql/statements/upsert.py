"""INSERT … ON CONFLICT for both databases."""

from typing import Any

from sqlalchemy import Table, bindparam
from sqlalchemy.dialects import postgresql, sqlite


def insert_or(dialect: str, table: Table) -> Any:
    """Return the dialect's INSERT, which has ``on_conflict_do_nothing`` and ``…_do_update``."""
    insert = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[dialect]
    return insert(table)


def insert_given(dialect: str, table: Table, *names: str) -> Any:
    """Return the dialect's INSERT of a row with these columns, from parameters of their names."""
    given = {name: bindparam(name, type_=table.c[name].type) for name in names}
    return insert_or(dialect, table).values(given)
