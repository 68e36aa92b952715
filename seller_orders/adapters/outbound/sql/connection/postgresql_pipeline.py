"""PostgreSQL connection that executes a batch of prepared statements in one round trip."""

from collections.abc import Mapping, Sequence, Set
from typing import Any, Final, TypeAlias, TypeVar

import psycopg
from psycopg import capabilities
from psycopg.abc import Buffer, PQGen
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import InvalidSqlStatementName, error_from_result
from psycopg.generators import fetch_many, send
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult

from seller_orders.adapters.outbound.sql.connection.driver_batch import Batch, BoundStatement

T = TypeVar("T")

_Dumped: TypeAlias = tuple[str, Sequence[Buffer | None]]

MAX_PREPARED_STATEMENTS: Final = 100
_GRACE_S: Final = 0.2
_COMMIT: Final[BoundStatement] = ("COMMIT", ())


class PipelineConnection(psycopg.Connection[Any]):
    """Connection that sends batches in libpq's pipeline mode, and closes on a timeout.

    ``begin_statements`` begin the next transaction. They are sent with its first batch. Through a
    pooler nothing is prepared, and every transaction begins with ``transaction_settings``.
    """

    statement_timeout_s: float | None = None
    begin_statements: Sequence[BoundStatement] = ()
    is_pooled: bool = False
    transaction_settings: Sequence[BoundStatement] = ()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.deferred: list[BoundStatement] = []
        self._names: dict[str, bytes] = {}
        self._prepared_count = 0

    def send_deferred(self) -> None:
        """Begin the transaction if it has not begun, and execute its deferred writes."""
        deferred, self.deferred = self.deferred, []
        self.execute_batch(Batch(deferred))

    def execute_batch(self, batch: Batch) -> None:
        """Execute a batch, after the statements that begin its transaction."""
        begin, self.begin_statements = self.begin_statements, ()
        if not (begin or batch.statements):
            return
        transformer = Transformer(self)
        commit = [_COMMIT] if batch.commits else []
        results = self._results(
            [
                (text, transformer.dump_sequence(values, [PyFormat.TEXT] * len(values)))
                for text, values in (*begin, *batch.statements, *commit)
            ]
        )
        # BEGIN, SET and COMMIT neither return nor count rows.
        found = (r for r in reversed(results) if _has_rows(r) or r.command_tuples is not None)
        if (result := next(found, None)) is None:
            return
        batch.rowcount = -1 if result.command_tuples is None else result.command_tuples
        if _has_rows(result):
            transformer.set_pgresult(result)
            batch.rows = transformer.load_rows(0, result.ntuples, tuple)

    def wait(self, gen: PQGen[T], *args: Any, **options: Any) -> T:
        """Wait for a result, or close the connection after ``statement_timeout_s``."""
        if self.statement_timeout_s is not None:
            options.setdefault("timeout", self.statement_timeout_s + _GRACE_S)
        try:
            return super().wait(gen, *args, **options)
        except psycopg.OperationalError:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                self.pgconn.finish()
            raise

    def _results(self, statements: Sequence[_Dumped]) -> Sequence[PGresult]:
        results: list[PGresult] = []
        with self.lock:
            try:
                self.pgconn.enter_pipeline_mode()
                preparing = self._queue(statements)
                self.pgconn.pipeline_sync()
                self.wait(_collect(self.pgconn, results))
                self.pgconn.exit_pipeline_mode()
            except BaseException:
                # The connection's next result may be one of this batch's.
                self.pgconn.finish()
                self._raise_first_error(results)
                raise
        # The server skips everything after a failed statement, preparations included.
        for place, (text, name) in preparing.items():
            if results[place].status == ExecStatus.COMMAND_OK:
                self._names[text] = name
        self._raise_first_error(results)
        return results

    def _queue(self, statements: Sequence[_Dumped]) -> Mapping[int, tuple[str, bytes]]:
        """Queue statements. Return new ones' texts and names by the index of their result."""
        names, results = dict(self._names), 0
        preparing = dict[int, tuple[str, bytes]]()
        for text, values in statements:
            # Statements without values (BEGIN, SET, COMMIT) have no plan to keep.
            if self.is_pooled or not values:
                self.pgconn.send_query_params(text.encode(), values)
            else:
                # Preparing takes a snapshot, so it must follow BEGIN.
                if text not in names:
                    results += self._close_oldest({text for text, _ in statements}, len(preparing))
                    self._prepared_count += 1
                    names[text] = f"seller_orders_{self._prepared_count}".encode()
                    self.pgconn.send_prepare(names[text], text.encode())
                    preparing[results] = text, names[text]
                    results += 1
                self.pgconn.send_query_prepared(names[text], values)
            results += 1
        return preparing

    def _close_oldest(self, needed: Set[str], new: int) -> int:
        """Queue the closing of the least recently prepared statement if there are too many.

        Return the number of results.
        """
        if len(self._names) + new < MAX_PREPARED_STATEMENTS:
            return 0
        oldest = next((text for text in self._names if text not in needed), None)
        if oldest is None:
            return 0
        name = self._names.pop(oldest)
        if capabilities.has_send_close_prepared():
            self.pgconn.send_close_prepared(name)
        else:
            self.pgconn.send_query_params(b"DEALLOCATE " + name, None)
        return 1

    def _raise_first_error(self, results: Sequence[PGresult]) -> None:
        for result in results:
            if result.status == ExecStatus.FATAL_ERROR:
                error = error_from_result(result)
                if isinstance(error, InvalidSqlStatementName):
                    # The server has dropped the prepared statements, for example by DEALLOCATE ALL.
                    self._names.clear()
                raise error


def _has_rows(result: PGresult) -> bool:
    return result.status == ExecStatus.TUPLES_OK


def _collect(pgconn: PGconn, results: list[PGresult]) -> PQGen[None]:
    yield from send(pgconn)
    while True:
        found = yield from fetch_many(pgconn)
        if not found:
            raise psycopg.OperationalError("the server closed the connection")
        if found[0].status == ExecStatus.PIPELINE_SYNC:
            return
        results += found
