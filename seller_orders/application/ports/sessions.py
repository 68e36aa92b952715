"""Storage of sessions."""

from datetime import datetime
from typing import Protocol

from seller_orders.application.sessions import Session
from seller_orders.application.users import User


class SessionRepository(Protocol):
    """Sessions of a domain's users, in a unit of work."""

    def add(self, session: Session) -> None:
        """Store a new session. Ends the longest unused ones of a user with too many."""
        ...

    def end(self, domain_id: str, digest: str) -> None:
        """End a session. An unknown one has ended."""
        ...

    def end_all(self, domain_id: str, user_id: str) -> int:
        """End all sessions of a user, and return their number."""
        ...


class SessionLookUp(Protocol):
    """Finds sessions by the SHA-256 of their token."""

    def find(self, digest: str) -> tuple[Session, User] | None:
        """Return a session and its user, as they are now; None if there is none."""
        ...

    def record_use(self, session: Session, at: datetime) -> None:
        """Record the time of a session's use, and of its user's."""
        ...
