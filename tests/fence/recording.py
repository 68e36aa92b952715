"""Recorder of the statements that a process executes, each once."""

import json
import os
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, event

from seller_orders.adapters.outbound.sql.connection.tenant_scope import TenantScope

FOLDER: Final = "STATEMENTS_HEARD"
"""Environment variable with the folder of the records, for child processes too."""


def record() -> None:
    """Record executed statements, each with the table on which it may cross domains.

    Tests that break the rule on purpose set the engine's execution option ``unheard``.
    """
    seen = set[tuple[str, str | None]]()

    def note(connection: Connection, _: Any, statement: str, *__: Any) -> None:
        options = connection.get_execution_options()
        if options.get("unheard"):
            return
        tenant = options.get("tenant")
        across = tenant.table if isinstance(tenant, TenantScope) else None
        if (statement, across) not in seen:
            seen.add((statement, across))
            heard = {"statement": statement, "across": across, "dialect": connection.dialect.name}
            # Written at once, because the process may be killed, and in one atomic write.
            with (Path(os.environ[FOLDER]) / f"{os.getpid()}.jsonl").open("a") as file:
                file.write(json.dumps(heard) + "\n")

    event.listen(Engine, "before_cursor_execute", note)
