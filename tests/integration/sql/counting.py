from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

from seller_orders.adapters.outbound.sql.connection.driver_batch import BATCH


@contextmanager
def statements(engine: Engine) -> Iterator[list[tuple[str, Any]]]:
    """The statements that are executed meanwhile, with their parameters.

    Those of a batch are one text. Its parameters are the batch itself.
    """
    seen: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, statement: str, parameters: Any, context: Any, *___: Any) -> None:
        seen.append((statement, context.execution_options.get(BATCH, parameters)))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
