from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

from seller_orders.adapters.outbound.sql.connection.driver_batch import (
    EXECUTE_BATCH,
    EXECUTE_TRANSACTION,
)
from tests.support.batch_texts import text_of


@contextmanager
def statements(engine: Engine) -> Iterator[list[tuple[str, Any]]]:
    """The statements that are executed meanwhile, with their parameters.

    Those of a batch are one text. Its parameters are the batch itself.
    """
    seen: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        seen.append((statement, parameters))

    def noting(execute: Any) -> Any:
        def note_batch(*arguments: Any) -> None:
            batch = arguments[-1]
            seen.append((text_of(batch), batch))
            execute(*arguments)

        return note_batch

    options = engine.get_execution_options()
    of_batches = {n: options[n] for n in (EXECUTE_BATCH, EXECUTE_TRANSACTION) if n in options}
    event.listen(engine, "before_cursor_execute", note)
    engine.update_execution_options(**{name: noting(each) for name, each in of_batches.items()})
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
        engine.update_execution_options(**of_batches)
