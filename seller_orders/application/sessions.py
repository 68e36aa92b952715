"""Sessions of users who have logged in.

A session's token is opaque and is sent by the browser in a cookie. The page that sets the cookie
names it ``__Host-session`` and sets ``Secure``, ``HttpOnly``, ``SameSite=Lax``, ``Path=/`` and no
``Domain``. It sets a new token at each log-in, so that a planted one is worth nothing.
"""

from datetime import datetime, timedelta
from typing import Final

from attrs import field, frozen

IDLE_LIMIT: Final = timedelta(hours=12)
"""A session ends when it has not been used for this long."""

LIFETIME: Final = timedelta(days=30)
"""A session ends this long after the log-in, however much it is used."""

MAX_SESSIONS: Final = 50
"""Sessions of one user. A further log-in ends the one that has not been used for longest."""


@frozen(kw_only=True)
class Session:
    """A session as stored: the digest of its token, not the token."""

    digest: str = field(repr=False)
    domain_id: str
    user_id: str
    created_at: datetime
    last_used_at: datetime

    def has_ended(self, now: datetime) -> bool:
        """Return True if the session was idle for too long, or began too long ago."""
        return now - self.last_used_at >= IDLE_LIMIT or now - self.created_at >= LIFETIME
