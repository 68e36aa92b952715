"""Answers to callers' keys in SQL.

A claim is the transaction itself: on SQLite it holds the write lock, so that a second one waits
and then finds the answer; on PostgreSQL it holds an advisory lock of the key's, which a second
one sees. Either goes when the transaction ends, however it ends.
"""

from hashlib import sha256
from typing import Final

from attrs import frozen
from sqlalchemy import Connection, bindparam, func, select, true, update

from seller_orders.adapters.outbound.sql.tables import idempotency_keys
from seller_orders.adapters.outbound.sql.upsert import insert_or
from seller_orders.application.idempotency import KEPT_FOR, RequestInProgressError
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.idempotency_store import RecordedAnswer
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
# In one statement. Its answer may be a moment old: should the key get its first answer just then,
# a second one will not be recorded, and the command is tried again and finds the first.
_CLAIM: Final = select(_claim.c.is_mine, _found.c.fingerprint, _found.c.answer).select_from(
    _claim.outerjoin(_found, true())
)


@frozen
class SqlIdempotencyStore:
    """Keeps an answer a key."""

    connection: Connection
    clock: Clock

    def claim(self, domain_id: str, key: str) -> RecordedAnswer | None:
        """Return the key's answer, or claim the key."""
        wanted = {
            "of_domain": domain_id,
            "of_key": key,
            "kept_since": self.clock.now() - KEPT_FOR,
        }
        if self.connection.dialect.name == "sqlite":
            found = self.connection.execute(_ANSWER, wanted).one_or_none()
            return RecordedAnswer(found.fingerprint, found.answer) if found else None
        row = self.connection.execute(_CLAIM, wanted | {"lock": _lock(domain_id, key)}).one()
        if row.answer is not None:
            return RecordedAnswer(row.fingerprint, row.answer)
        if not row.is_mine:
            raise RequestInProgressError
        return None

    def record(self, domain_id: str, key: str, fingerprint: str, answer: bytes) -> None:
        """Keep the answer to a key; one that has expired gives way."""
        now = self.clock.now()
        values = {"fingerprint": fingerprint, "answer": answer, "recorded_at": now}
        recorded = (
            insert_or(self.connection, idempotency_keys)
            .values(domain_id=domain_id, key=key, **values)
            .on_conflict_do_update(
                index_elements=[idempotency_keys.c.domain_id, idempotency_keys.c.key],
                set_=values,
                where=idempotency_keys.c.recorded_at <= now - KEPT_FOR,
            )
            .returning(idempotency_keys.c.key)
        )
        if self.connection.execute(recorded).one_or_none() is None:
            raise WriteConflictError("the key was answered meanwhile")

    def replace(self, domain_id: str, key: str, answer: bytes) -> None:
        """Keep another answer to a key."""
        of_key = (idempotency_keys.c.domain_id == domain_id, idempotency_keys.c.key == key)
        self.connection.execute(update(idempotency_keys).where(*of_key).values(answer=answer))


def _lock(domain_id: str, key: str) -> int:
    digest = sha256(f"{domain_id}/{key}".encode()).digest()
    return int.from_bytes(digest[:8], signed=True)
