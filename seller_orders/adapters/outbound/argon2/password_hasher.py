"""Password hasher by Argon2id (RFC 9106), a bounded number of passwords at a time.

A hash takes 64 MiB and keeps four threads busy. So a process hashes one password at a time, and few
callers wait: a flood of log-ins leaves the processors to other requests.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock
from typing import Final

from argon2 import PasswordHasher as Argon2
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError
from argon2.profiles import RFC_9106_LOW_MEMORY
from attrs import define, field

from seller_orders.application.blocking_io import blocking_io
from seller_orders.application.ports.password_hasher import (
    PasswordCheck,
    PasswordHasherBusyError,
)

_MAX_WAITING: Final = 16
_OF_NOBODY: Final = b"no user has this"


@define
class Argon2PasswordHasher:
    """Hashes with the second recommended parameters of RFC 9106: 3 passes over 64 MiB."""

    _argon2: Argon2 = field(factory=lambda: Argon2.from_parameters(RFC_9106_LOW_MEMORY))
    _places: BoundedSemaphore = field(factory=lambda: BoundedSemaphore(_MAX_WAITING), init=False)
    _at_work: Lock = field(factory=Lock, init=False)
    _hash_of_nobody: str | None = field(default=None, init=False, repr=False)

    def hash(self, password: str) -> str:
        """Return the hash with a new salt. Raises PasswordHasherBusyError."""
        with self._turn():
            return self._argon2.hash(_bytes(password))

    def verify(self, hash: str | None, password: str) -> PasswordCheck:
        """Compare a password with a hash. Raises PasswordHasherBusyError.

        A user who is unknown or has no password takes as long as one with another password.
        """
        with self._turn():
            if self._hash_of_nobody is None:
                self._hash_of_nobody = self._argon2.hash(_OF_NOBODY)
            is_match = self._is_match(hash or self._hash_of_nobody, password)
        if hash is None or not is_match:
            return PasswordCheck(is_match=False)
        return PasswordCheck(is_match=True, is_outdated=self._argon2.check_needs_rehash(hash))

    def _is_match(self, hash: str, password: str) -> bool:
        try:
            return self._argon2.verify(hash, _bytes(password))
        except VerifyMismatchError:
            return False
        except (VerificationError, InvalidHashError) as error:
            raise ValueError("a stored hash of a password is malformed") from error

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._places.acquire(blocking=False):
            raise PasswordHasherBusyError(f"{_MAX_WAITING} passwords wait to be hashed")
        try:
            with blocking_io(), self._at_work:
                yield
        finally:
            self._places.release()


def _bytes(password: str) -> bytes:
    # Requests may have lone surrogates, which a stored password never has.
    return password.encode("utf-8", "surrogatepass")
