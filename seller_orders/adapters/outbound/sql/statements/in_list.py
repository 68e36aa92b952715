"""Condition that a column has one of many values.

PostgreSQL gets all values as one array parameter, because the driver and the server would parse a
statement with thousands of parameters on each execution.
"""

from typing import Any

from sqlalchemy import ARRAY, ColumnElement, any_, bindparam


def is_one_of(column: ColumnElement[Any], parameter: str, dialect: str) -> ColumnElement[bool]:
    """Return the condition that a column has a value of the parameter, which is a list."""
    if dialect == "postgresql":
        return column == any_(bindparam(parameter, type_=ARRAY(column.type)))
    return column.in_(bindparam(parameter, expanding=True))
