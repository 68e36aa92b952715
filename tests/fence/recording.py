"""Recorder of the statements that a process executes, each once."""

import json
import os
from typing import Any

from sqlalchemy import Connection, Engine, event

from seller_orders.adapters.outbound.sql.connection import postgresql
from seller_orders.adapters.outbound.sql.connection.driver_batch import Batch, TransactionOptions
from seller_orders.adapters.outbound.sql.connection.postgresql_transaction import (
    execute_in_transaction,
    execute_transaction,
)
from seller_orders.adapters.outbound.sql.connection.tenant_scope import TenantScope
from tests.support.batch_texts import text_of
from tests.support.run_folder import run_folder


def record() -> None:
    """Record executed statements, each with the table on which it may cross domains.

    Tests that break the rule on purpose set the engine's execution option ``unheard``.
    """
    seen = set[tuple[str, str | None]]()

    def note(store: Connection | Engine, statement: str, tenant: object) -> None:
        if store.get_execution_options().get("unheard"):
            return
        across = tenant.table if isinstance(tenant, TenantScope) else None
        if (statement, across) not in seen:
            seen.add((statement, across))
            heard = {"statement": statement, "across": across, "dialect": store.dialect.name}
            # Written at once, because the process may be killed, and in one atomic write.
            with (run_folder() / f"{os.getpid()}.jsonl").open("a") as file:
                file.write(json.dumps(heard) + "\n")

    def note_statement(connection: Connection, _: Any, statement: str, *__: Any) -> None:
        note(connection, statement, connection.get_execution_options().get("tenant"))

    def note_batch(connection: Connection, batch: Batch) -> None:
        note(connection, text_of(batch), connection.get_execution_options().get("tenant"))
        execute_in_transaction(connection, batch)

    def note_transaction(engine: Engine, options: TransactionOptions, batch: Batch) -> None:
        note(engine, text_of(batch), options.tenant)
        execute_transaction(engine, options, batch)

    event.listen(Engine, "before_cursor_execute", note_statement)
    # Engines that are opened from now on execute their batches so.
    vars(postgresql).update(execute_transaction=note_transaction, execute_in_transaction=note_batch)
