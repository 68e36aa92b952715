from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

from seller_orders.adapters.outbound.sql.connection.driver_batch import BATCH, EXECUTE_TRANSACTION


@contextmanager
def statements(engine: Engine) -> Iterator[list[tuple[str, Any]]]:
    """The statements that are executed meanwhile, with their parameters.

    Those of a batch are one text. Its parameters are the batch itself.
    """
    seen: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, statement: str, parameters: Any, context: Any, *___: Any) -> None:
        seen.append((statement, context.execution_options.get(BATCH, parameters)))

    execute: Any = engine.get_execution_options().get(EXECUTE_TRANSACTION)

    def note_transaction(store: Any, scope: Any, batch: Any) -> None:
        seen.append((batch.text, batch))
        execute(store, scope, batch)

    event.listen(engine, "before_cursor_execute", note)
    if execute is not None:
        engine.update_execution_options(**{EXECUTE_TRANSACTION: note_transaction})
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
        if execute is not None:
            engine.update_execution_options(**{EXECUTE_TRANSACTION: execute})
