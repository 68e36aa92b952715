"""Listening to every statement that this process executes: each is written down once."""

import json
import os
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, event

from seller_orders.adapters.outbound.sql.connection.tenant_scope import TenantScope

FOLDER: Final = "STATEMENTS_HEARD"
"""The variable that says where they are written down, for processes that tests start too."""


def record() -> None:
    """Write down what is executed from now on, and for which table it may go across domains.

    A test that breaks the rules to see what comes of it does so on an engine that is ``unheard``.
    """
    seen = set[tuple[str, str | None]]()

    def note(connection: Connection, _: Any, statement: str, *__: Any) -> None:
        options = connection.get_execution_options()
        if options.get("unheard"):
            return
        rows_of = options.get("rows_of")
        across = rows_of.table if isinstance(rows_of, TenantScope) else None
        if (statement, across) not in seen:
            seen.add((statement, across))
            heard = {"statement": statement, "across": across, "dialect": connection.dialect.name}
            # At once, for a process that may be killed; one write, which no other falls into.
            with (Path(os.environ[FOLDER]) / f"{os.getpid()}.jsonl").open("a") as file:
                file.write(json.dumps(heard) + "\n")

    event.listen(Engine, "before_cursor_execute", note)
