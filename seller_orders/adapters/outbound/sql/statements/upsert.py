"""INSERT … ON CONFLICT for both databases."""

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_or(dialect: str, table: Table) -> Any:
    """Return the dialect's INSERT, which has ``on_conflict_do_nothing`` and ``…_do_update``."""
    insert = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[dialect]
    return insert(table)
