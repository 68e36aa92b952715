"""Query plans of the statements that an operation executed."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Engine

from seller_orders.adapters.outbound.sql.connection.driver_batch import EXECUTE_BATCH, Batch
from seller_orders.adapters.outbound.sql.connection.engine import transaction

_EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN", "postgresql": "EXPLAIN"}


def plans(engine: Engine, executed: list[tuple[str, Any]]) -> list[str]:
    """The plan of each statement as text, one step a line."""
    explain = _EXPLAIN[engine.dialect.name]
    found = []
    with transaction(engine) as connection:
        for statement, parameters in executed:
            if isinstance(parameters, Batch):
                explained_each = explained_batch(connection, parameters)
                found += ["\n".join(map(str, lines)) for lines in explained_each]
            elif statement.startswith(("SELECT", "WITH", "UPDATE", "DELETE")):
                one = parameters[0] if isinstance(parameters, list) else parameters
                explained = connection.exec_driver_sql(f"{explain} {statement}", one)
                found.append("\n".join(str(row[-1]) for row in explained))
    return found


def explained_batch(
    connection: Connection, batch: Batch, explain: str = "EXPLAIN"
) -> Iterator[list[Any]]:
    """PostgreSQL's plan of each statement of a batch, with the batch's settings."""
    is_setting = [text.startswith("SET LOCAL") for text, _ in batch.statements]
    settings = [each for each, sets in zip(batch.statements, is_setting, strict=True) if sets]
    for (text, values), sets in zip(batch.statements, is_setting, strict=True):
        if not sets and values:
            again = Batch([*settings, (f"{explain} {text}", values)])
            connection.get_execution_options()[EXECUTE_BATCH](connection, again)
            yield [row[-1] for row in again.rows]
