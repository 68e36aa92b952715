"""New identifiers and secrets."""

from typing import Protocol


class IdGenerator(Protocol):
    """Makes what has never been before."""

    def new(self, prefix: str) -> str:
        """Return a fresh identifier: the prefix and a UUIDv7, so that ids sort by time."""
        ...

    def secret(self) -> str:
        """Return a text of at least 256 random bits that is safe in a header."""
        ...
