"""What a database says that it would do, for the statements that an operation really executed."""

from typing import Any

from sqlalchemy import Engine

from seller_orders.adapters.outbound.sql.engine import connected

PREPARED = "; EXECUTE"
_EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN", "postgresql": "EXPLAIN"}


def plans(engine: Engine, executed: list[tuple[str, Any]]) -> list[str]:
    """One text a statement: the steps of its plan, a line each."""
    explain = _EXPLAIN[engine.dialect.name]
    found = []
    with connected(engine, begins_by_itself=True) as connection:
        for statement, parameters in executed:
            settings, *calls = statement.split(PREPARED)
            for call in calls:
                explained = connection.exec_driver_sql(
                    f"{settings}; EXPLAIN EXECUTE{call}",
                    execution_options={"no_parameters": True},
                )
                found.append("\n".join(str(row[-1]) for row in explained))
            if statement.startswith(("SELECT", "WITH", "UPDATE", "DELETE")):
                one = parameters[0] if isinstance(parameters, list) else parameters
                explained = connection.exec_driver_sql(f"{explain} {statement}", one)
                found.append("\n".join(str(row[-1]) for row in explained))
    return found
