"""INSERT … ON CONFLICT, which both databases have and SQLAlchemy spells twice."""

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_or(dialect: str, table: Table) -> Any:
    """Return the dialect's INSERT, which can say what to do on a conflict."""
    insert = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[dialect]
    return insert(table)
