"""Compilation of SQLAlchemy statements for PostgreSQL, with numbered parameters."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, Final

from attrs import frozen
from sqlalchemy import JSON, ClauseElement, DateTime, Dialect, TypeDecorator
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine

from seller_orders.adapters.outbound.sql.connection.driver_batch import BoundStatement

_RECENT_TIMES: Final = 64


@frozen
class OrderedValues:
    """Values of a statement's parameters, in the order in which its text has them."""

    names: Sequence[str]
    values: Sequence[Any]

    def by_name(self) -> dict[str, Any]:
        """Return the values by their parameters' names."""
        return dict(zip(self.names, self.values, strict=True))


def bind(
    statement: ClauseElement, values: Any, schema: str | None = None
) -> Sequence[BoundStatement]:
    """Return the statement with its parameters' values, once for each if they are a list.

    Its tables are in the ``schema``, if one is named.
    """
    compiled = _compiled(statement, schema)
    if isinstance(values, list):
        return [_bound(compiled, row) for row in values]
    return [_bound(compiled, values)]


@frozen
class _Compiled:
    """Text of a statement, its parameters in order, and the default values of some.

    ``texts`` are the places of documents and times, each with the function that writes it.
    """

    text: str
    parameters: tuple[str, ...]
    defaults: Mapping[str, Any]
    texts: Sequence[tuple[int, Callable[[Any], Any]]]


def _bound(compiled: _Compiled, values: Mapping[str, Any] | OrderedValues) -> BoundStatement:
    if isinstance(values, OrderedValues):
        bound = list(values.values)
    else:
        named = {**compiled.defaults, **values} if compiled.defaults else values
        bound = [named[name] for name in compiled.parameters]
    for place, write in compiled.texts:
        bound[place] = write(bound[place])
    return compiled.text, bound


@cache
def _compiled(statement: ClauseElement, schema: str | None) -> _Compiled:
    dialect: Dialect = postgresql.psycopg.dialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]
    compiled: Any = statement.compile(
        dialect=dialect,
        schema_translate_map={None: schema} if schema else None,
        render_schema_translate=schema is not None,
    )
    parameters = tuple(compiled.positiontup or ())
    texts = [
        (place, write)
        for place, name in enumerate(parameters)
        if (write := _writer(compiled.binds[name].type, dialect))
    ]
    defaults = {
        name: value for name, value in compiled.params.items() if not compiled.binds[name].required
    }
    return _Compiled(str(compiled), parameters, defaults, texts)


def _writer(type_: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    kind = type_.impl_instance if isinstance(type_, TypeDecorator) else None
    if isinstance(kind, DateTime):
        return _written
    return type_.bind_processor(dialect) if isinstance(kind, JSON) else None


@lru_cache(_RECENT_TIMES)
def _written(moment: datetime | None) -> str | None:
    # The driver would write a change's one time anew for each column and row.
    return None if moment is None else moment.isoformat()
