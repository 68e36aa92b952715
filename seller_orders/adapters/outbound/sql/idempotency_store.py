"""Idempotency keys and their stored responses in SQL.

A claim lasts until the transaction ends. On SQLite it is the write lock: a second request waits and
finds the response. On PostgreSQL it is an advisory lock on the key: a second request is refused.
"""

from functools import cache
from typing import Any, Final

from attrs import frozen
from sqlalchemy import (
    ColumnElement,
    Connection,
    LargeBinary,
    bindparam,
    func,
    literal_column,
    select,
    true,
    update,
)

from seller_orders.adapters.outbound.sql.connection.named_schema import lock_key
from seller_orders.adapters.outbound.sql.connection.statement_batch import execute_batch
from seller_orders.adapters.outbound.sql.schema.key_tables import idempotency_keys
from seller_orders.adapters.outbound.sql.statements.upsert import insert_or
from seller_orders.application.idempotency import RETENTION, RequestInProgressError
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.idempotency_store import StoredOutcome
from seller_orders.application.ports.unit_of_work import WriteConflictError

_ANSWER: Final = select(idempotency_keys.c.fingerprint, idempotency_keys.c.answer).where(
    idempotency_keys.c.domain_id == bindparam("of_domain"),
    idempotency_keys.c.key == bindparam("of_key"),
    idempotency_keys.c.recorded_at > bindparam("kept_since"),
)
_found: Final = _ANSWER.subquery("found")
_claim: Final = select(func.pg_try_advisory_xact_lock(bindparam("lock")).label("is_mine")).subquery(
    "claim"
)
# The statement's snapshot may predate a response that another transaction commits before this one
# gets the lock. Then ``record`` raises WriteConflictError, and the retry finds that response.
_CLAIM: Final = select(_claim.c.is_mine, _found.c.fingerprint, _found.c.answer).select_from(
    _claim.outerjoin(_found, true())
)


@frozen
class SqlIdempotencyStore:
    """Stored responses by idempotency key, on one connection."""

    connection: Connection
    clock: Clock

    def claim(self, domain_id: str, key: str) -> StoredOutcome | None:
        """Return the key's stored response, or claim the key and return None.

        Raises RequestInProgressError if another transaction has claimed the key.
        """
        wanted = {
            "of_domain": domain_id,
            "of_key": key,
            "kept_since": self.clock.now() - RETENTION,
        }
        if self.connection.dialect.name == "sqlite":
            found = execute_batch(self.connection, (_ANSWER, wanted)).rows
            return StoredOutcome(*found[0]) if found else None
        wanted["lock"] = lock_key(self.connection, f"{domain_id}/{key}")
        ((is_mine, fingerprint, answer),) = execute_batch(self.connection, (_CLAIM, wanted)).rows
        if answer is not None:
            return StoredOutcome(fingerprint, answer)
        if not is_mine:
            raise RequestInProgressError
        return None

    def record(self, domain_id: str, key: str, fingerprint: str, answer: bytes) -> None:
        """Store the response of a key, in place of an expired one.

        Raises WriteConflictError if the key has a response already.
        """
        now = self.clock.now()
        values = {
            "domain_id": domain_id,
            "key": key,
            "fingerprint": fingerprint,
            "answer": answer,
            "recorded_at": now,
            "kept_since": now - RETENTION,
        }
        if not execute_batch(
            self.connection, (_recording(self.connection.dialect.name), values)
        ).rows:
            raise WriteConflictError("another request has stored a response for this key")

    def replace(self, domain_id: str, key: str, answer: bytes) -> None:
        """Replace the stored response of a key, unless its body was erased meanwhile."""
        of_key = (idempotency_keys.c.domain_id == domain_id, idempotency_keys.c.key == key)
        has_body = idempotency_keys.c.answer != first_line(self.connection.dialect.name)
        replaced = update(idempotency_keys).where(*of_key, has_body).values(answer=answer)
        self.connection.execute(replaced)


def first_line(dialect: str) -> ColumnElement[bytes]:
    """Return the first line of an answer: it names the orders, and is left after an erasure."""
    answer = idempotency_keys.c.answer
    end: ColumnElement[Any] = (
        func.instr(answer, literal_column("x'0a'"))
        if dialect == "sqlite"
        else literal_column("position(decode('0a', 'hex') in idempotency_keys.answer)")
    )
    return func.substr(answer, 1, end, type_=LargeBinary)


@cache
def _recording(dialect: str) -> Any:
    recorded = insert_or(dialect, idempotency_keys)
    given = {name: recorded.excluded[name] for name in ("fingerprint", "answer", "recorded_at")}
    return recorded.on_conflict_do_update(
        index_elements=[idempotency_keys.c.domain_id, idempotency_keys.c.key],
        set_=given,
        where=idempotency_keys.c.recorded_at <= bindparam("kept_since"),
    ).returning(idempotency_keys.c.key)
