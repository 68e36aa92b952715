"""What is PostgreSQL's own: answers in time, and transactions that say whose they are."""

from functools import partial
from typing import Any, Final, Self, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.pq import TransactionStatus
from psycopg.sql import quote
from sqlalchemy import Connection, Engine, event

from seller_orders.adapters.outbound.sql.across_domains import AcrossDomains

_CONNECT_TIMEOUT_S: Final = 2
_GRACE_S: Final = 0.2
_ABANDONED_AFTER_MS: Final = 10_000

T = TypeVar("T")


def prepare(engine: Engine, answer_within_s: float | None) -> None:
    """Have every transaction declare its domain, and no statement take longer than is said.

    The server ends a slow statement by itself; where the server does not even do that, since it
    hangs or the network does, the connection is given up.
    """
    event.listen(engine, "connect", _leave_beginning_to_us)
    event.listen(engine, "begin", _begin)
    if answer_within_s is not None:
        event.listen(engine, "do_connect", partial(_connect, answer_within_s))


def _leave_beginning_to_us(connection: psycopg.Connection[Any], _: Any) -> None:
    connection.autocommit = True
    connection.cursor_factory = _LastOfMessage


class _LastOfMessage(psycopg.Cursor[Any]):
    """A message of several statements is answered with what the last of them found."""

    def execute(self, *args: Any, **options: Any) -> Self:
        super().execute(*args, **options)
        while self.nextset():
            pass
        return self


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if "isolation_level" in options or options.get("begins_by_itself"):
        return  # A migration works outside of transactions; they are the driver's then.
    # In one message with BEGIN, so that it costs no round trip, and gone with the transaction. The
    # moment that one which reads sees is not fixed by a SET.
    isolation = "READ COMMITTED" if options.get("writes", True) else "REPEATABLE READ"
    begin = f"BEGIN ISOLATION LEVEL {isolation}"
    match options.get("rows_of"):
        case str(domain_id):
            begin += f"; SET LOCAL seller_orders.domain_id = {quote(domain_id)}"
        case AcrossDomains() as across:
            begin += f"; SET LOCAL seller_orders.across_domains = {quote(across.table)}"
    connection.exec_driver_sql(begin, execution_options={"no_parameters": True})


def _connect(
    answer_within_s: float, _: Any, __: Any, args: tuple[Any, ...], parameters: dict[str, Any]
) -> psycopg.Connection[Any]:
    milliseconds = int(answer_within_s * 1000)
    limits = {
        "statement_timeout": milliseconds,
        "lock_timeout": milliseconds,
        # What a machine that is gone without a word has locked is not locked for long.
        "idle_in_transaction_session_timeout": _ABANDONED_AFTER_MS,
    }
    parameters.setdefault("options", " ".join(f"-c {name}={ms}" for name, ms in limits.items()))
    parameters.setdefault("connect_timeout", _CONNECT_TIMEOUT_S)
    connection = _PunctualConnection.connect(*args, **parameters)
    connection.answer_within_s = answer_within_s
    return connection


class _PunctualConnection(psycopg.Connection[Any]):
    answer_within_s: float | None = None

    def wait(self, gen: PQGen[T], *args: Any, **options: Any) -> T:
        """Wait as psycopg does, but not for ever: what a late answer is to is given up."""
        if self.answer_within_s is not None:
            options.setdefault("timeout", self.answer_within_s + _GRACE_S)
        try:
            return super().wait(gen, *args, **options)
        except psycopg.OperationalError:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                self.pgconn.finish()
            raise
