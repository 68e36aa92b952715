"""Look-up of sessions in memory."""

from datetime import datetime

from attrs import evolve, frozen

from seller_orders.application.sessions import Session
from seller_orders.application.users import User
from seller_orders.testing.fakes.store import MemoryStore


@frozen
class MemorySessionLookUp:
    """Finds sessions of a store in memory."""

    store: MemoryStore

    def find(self, digest: str) -> tuple[Session, User] | None:
        """Return a session and its user; None if there is none."""
        state = self.store.committed
        session = state.sessions.get(digest)
        if session is None:
            return None
        user = state.users.get((session.domain_id, session.user_id))
        return None if user is None else (session, user)

    def record_use(self, session: Session, at: datetime) -> None:
        """Record the time of a session's use, and of its user's."""
        with self.store.writing() as tx:
            if session.digest in tx.state.sessions:
                tx.state.sessions[session.digest] = evolve(session, last_used_at=at)
            user = tx.users.get(session.domain_id, session.user_id)
            if user is not None:
                tx.users.save(evolve(user, last_seen_at=at))
            tx.commit()
