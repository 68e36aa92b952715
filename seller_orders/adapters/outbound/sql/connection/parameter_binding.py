"""Compilation of SQLAlchemy statements for PostgreSQL, with numbered parameters."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from attrs import frozen
from sqlalchemy import JSON, ClauseElement, Dialect, TypeDecorator
from sqlalchemy.dialects import postgresql

from seller_orders.adapters.outbound.sql.connection.driver_batch import BoundStatement


def bind(
    statement: ClauseElement, values: Any, schema: str | None = None
) -> Iterator[BoundStatement]:
    """Return the statement with its parameters' values, once for each if they are a list.

    Its tables are in the ``schema``, if one is named.
    """
    compiled = _compiled(statement, schema)
    for row in values if isinstance(values, list) else [values]:
        bound = {**compiled.defaults, **row}
        for name, write in compiled.documents:
            bound[name] = write(bound[name])
        yield compiled.text, [bound[name] for name in compiled.parameters]


@frozen
class _Compiled:
    """Text of a statement, its parameters in order, and their default values.

    ``documents`` are the parameters of JSON columns, each with its serializer.
    """

    text: str
    parameters: tuple[str, ...]
    defaults: Mapping[str, Any]
    documents: Sequence[tuple[str, Callable[[Any], Any]]]


@cache
def _compiled(statement: ClauseElement, schema: str | None) -> _Compiled:
    dialect: Dialect = postgresql.psycopg.dialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]
    compiled: Any = statement.compile(
        dialect=dialect,
        schema_translate_map={None: schema} if schema else None,
        render_schema_translate=schema is not None,
    )
    documents = [
        (name, write)
        for name, parameter in compiled.binds.items()
        if isinstance(parameter.type, TypeDecorator)
        and isinstance(parameter.type.impl_instance, JSON)
        and (write := parameter.type.bind_processor(dialect))
    ]
    parameters = tuple(compiled.positiontup or ())
    return _Compiled(str(compiled), parameters, compiled.params, documents)
