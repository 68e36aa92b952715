"""Find the session of a token."""

from contextlib import suppress
from hmac import compare_digest

from attrs import field, frozen

from seller_orders.application.access import USE_NOTED_EVERY, digest
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.sessions import SessionLookUp
from seller_orders.application.ports.unit_of_work import StoreUnavailableError
from seller_orders.application.users import User


@frozen
class SessionOf:
    """Find the user of a session's token."""

    token: str = field(repr=False)


@frozen(kw_only=True)
class SessionOfHandler:
    """Finds the users of sessions that have not ended, and records the use.

    The user is read each time, so a change of role or disabling holds for the next request.
    """

    sessions: SessionLookUp
    clock: Clock

    def __call__(self, query: SessionOf) -> User | None:
        """Return the user; None if the session is unknown or has ended, or the user is disabled."""
        presented = digest(query.token)
        found = self.sessions.find(presented)
        if found is None:
            return None
        session, user = found
        now = self.clock.now()
        if not compare_digest(session.digest, presented) or session.has_ended(now):
            return None
        if user.disabled_at is not None:
            return None
        if now - session.last_used_at >= USE_NOTED_EVERY:
            # Access does not depend on recording the use; a later request records it.
            with suppress(StoreUnavailableError):
                self.sessions.record_use(session, now)
        return user
