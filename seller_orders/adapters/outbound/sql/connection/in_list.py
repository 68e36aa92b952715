"""Being one of many values, which are one parameter where the database has arrays.

A parameter a value makes a text of thousands, which the driver and the server each read anew.
"""

from typing import Any

from sqlalchemy import ARRAY, ColumnElement, any_, bindparam


def is_one_of(column: ColumnElement[Any], parameter: str, dialect: str) -> ColumnElement[bool]:
    """Return the condition that a column has one of the values that the parameter, a list, has."""
    if dialect == "postgresql":
        return column == any_(bindparam(parameter, type_=ARRAY(column.type)))
    return column.in_(bindparam(parameter, expanding=True))
