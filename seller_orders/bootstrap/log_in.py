"""The password hasher and the limits of log-ins, whose packages are loaded on first use.

Users are optional for an embedder, and so are these packages.
"""

from functools import cached_property
from typing import Final

from seller_orders.application.ports.password_hasher import PasswordCheck, PasswordHasher
from seller_orders.application.ports.rate_limiter import Allowance, RateLimiter

PER_ACCOUNT: Final = "10/15minute"
"""Attempts to log in to one account."""

PER_ADDRESS: Final = "100/15minute"
"""Attempts to log in from one network address."""


class LazyPasswordHasher:
    """Hasher that loads Argon2 when it is first called."""

    def hash(self, password: str) -> str:
        """Return the hash of a password."""
        return self._hasher.hash(password)

    def verify(self, hash: str | None, password: str) -> PasswordCheck:
        """Compare a password with a hash."""
        return self._hasher.verify(hash, password)

    @cached_property
    def _hasher(self) -> PasswordHasher:
        from seller_orders.adapters.outbound.argon2.password_hasher import Argon2PasswordHasher

        return Argon2PasswordHasher()


class LazyRateLimiter:
    """Limiter that loads its package when it is first called."""

    def __init__(self, rate: str, redis_url: str | None) -> None:
        self._rate = rate
        self._redis_url = redis_url

    def take(self, subject: str) -> Allowance:
        """Count an attempt."""
        return self._limiter.take(subject)

    @cached_property
    def _limiter(self) -> RateLimiter:
        from seller_orders.adapters.outbound.limits.rate_limiter import WindowRateLimiter

        return WindowRateLimiter(self._rate, self._redis_url)
