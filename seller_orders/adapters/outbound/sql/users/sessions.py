"""Sessions in SQL. To end one is to delete its row."""

from datetime import datetime
from typing import Any

from attrs import asdict, frozen
from sqlalchemy import ColumnElement, Connection, Engine, Row, delete, insert, select, update

from seller_orders.adapters.outbound.sql.connection.engine import transaction
from seller_orders.adapters.outbound.sql.connection.tenant_scope import TenantScope
from seller_orders.adapters.outbound.sql.schema.user_tables import sessions, users
from seller_orders.adapters.outbound.sql.users.user_rows import select_user, user_of
from seller_orders.application.sessions import IDLE_LIMIT, LIFETIME, MAX_SESSIONS, Session
from seller_orders.application.users import User


@frozen
class SqlSessionRepository:
    """Sessions in a transaction."""

    connection: Connection

    def add(self, session: Session) -> None:
        """Store a session. Deletes the user's ended ones, and the longest unused beyond the limit.

        The caller holds the user's lock, so no other session of the user begins meanwhile.
        """
        of_user = self._of(session.domain_id, sessions.c.user_id == session.user_id)
        now = session.created_at
        has_ended = (sessions.c.last_used_at <= now - IDLE_LIMIT) | (
            sessions.c.created_at <= now - LIFETIME
        )
        self.connection.execute(delete(sessions).where(*of_user, has_ended))
        by_use = sessions.c.last_used_at.desc(), sessions.c.digest
        last = select(sessions.c.digest).where(*of_user).order_by(*by_use)
        if surplus := self.connection.scalars(last.offset(MAX_SESSIONS - 1)).all():
            self.connection.execute(
                delete(sessions).where(*of_user, sessions.c.digest.in_(surplus))
            )
        self.connection.execute(insert(sessions), asdict(session))

    def end(self, domain_id: str, digest: str) -> None:
        """End a session."""
        one = self._of(domain_id, sessions.c.digest == digest)
        self.connection.execute(delete(sessions).where(*one))

    def end_all(self, domain_id: str, user_id: str) -> int:
        """End all sessions of a user, and return their number."""
        of_user = self._of(domain_id, sessions.c.user_id == user_id)
        return self.connection.execute(delete(sessions).where(*of_user)).rowcount

    @staticmethod
    def _of(domain_id: str, condition: ColumnElement[bool]) -> tuple[ColumnElement[bool], ...]:
        return sessions.c.domain_id == domain_id, condition


@frozen
class SqlSessionLookUp:
    """Sessions, found by the digest of their token before their domain is known."""

    engine: Engine

    def find(self, digest: str) -> tuple[Session, User] | None:
        """Return a session and its user. Returns None if it is unknown or has been deleted."""
        by_digest = select(sessions).where(sessions.c.digest == digest)
        with transaction(self.engine, tenant=TenantScope.SESSION_LOOK_UP) as connection:
            row = connection.execute(by_digest).one_or_none()
        if row is None:
            return None
        session = _session_of(row)
        with transaction(self.engine, tenant=session.domain_id) as connection:
            user = connection.execute(select_user(session.domain_id, session.user_id)).one_or_none()
        return None if user is None else (session, user_of(user))

    def record_use(self, session: Session, at: datetime) -> None:
        """Record the time of a session's use, and of its user's. An ended one stays ended."""
        is_session = (
            sessions.c.domain_id == session.domain_id,
            sessions.c.digest == session.digest,
        )
        is_user = users.c.domain_id == session.domain_id, users.c.user_id == session.user_id
        with transaction(self.engine, tenant=session.domain_id, writes=True) as connection:
            # First the user, as all other changes do.
            connection.execute(update(users).where(*is_user).values(last_seen_at=at))
            connection.execute(update(sessions).where(*is_session).values(last_used_at=at))
            connection.commit()


def _session_of(row: Row[Any]) -> Session:
    return Session(
        digest=row.digest,
        domain_id=row.domain_id,
        user_id=row.user_id,
        created_at=row.created_at,
        last_used_at=row.last_used_at,
    )
