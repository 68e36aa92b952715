"""Sessions in memory."""

from attrs import frozen

from seller_orders.application.sessions import MAX_SESSIONS, Session
from seller_orders.testing.fakes.state import State


@frozen
class MemorySessionRepository:
    """Sessions in a unit of work's state."""

    state: State

    def add(self, session: Session) -> None:
        """Store a session. Deletes ended ones of the user, and those beyond the limit."""
        of_user = self._of(session.domain_id, session.user_id)
        live = [each for each in of_user if not each.has_ended(session.created_at)]
        kept = sorted(live, key=lambda each: each.last_used_at)[-(MAX_SESSIONS - 1) :]
        for each in of_user:
            if each not in kept:
                del self.state.sessions[each.digest]
        self.state.sessions[session.digest] = session

    def end(self, domain_id: str, digest: str) -> None:
        """End a session."""
        session = self.state.sessions.get(digest)
        if session is not None and session.domain_id == domain_id:
            del self.state.sessions[digest]

    def end_all(self, domain_id: str, user_id: str) -> int:
        """End all sessions of a user, and return their number."""
        of_user = self._of(domain_id, user_id)
        for each in of_user:
            del self.state.sessions[each.digest]
        return len(of_user)

    def _of(self, domain_id: str, user_id: str) -> list[Session]:
        every = self.state.sessions.values()
        return [each for each in every if (each.domain_id, each.user_id) == (domain_id, user_id)]
