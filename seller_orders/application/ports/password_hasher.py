"""Hashes of passwords."""

from typing import Protocol

from attrs import frozen


class PasswordHasherBusyError(Exception):
    """Too many passwords are being hashed; retry later."""


@frozen(kw_only=True)
class PasswordCheck:
    """Result of a verification. A match ``is_outdated`` if it has to be hashed anew."""

    is_match: bool
    is_outdated: bool = False


class PasswordHasher(Protocol):
    """Hashes passwords slowly. Call it with no transaction open.

    Raises PasswordHasherBusyError if too many callers wait.
    """

    def hash(self, password: str) -> str:
        """Return the hash of a password, with a new salt and the parameters."""
        ...

    def verify(self, hash: str | None, password: str) -> PasswordCheck:
        """Compare a password with a hash. None is no match, and takes as long as a hash."""
        ...
