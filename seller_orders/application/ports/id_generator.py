"""New identifiers and secrets."""

from typing import Protocol


class IdGenerator(Protocol):
    """Generates unique identifiers and random secrets."""

    def new(self, prefix: str) -> str:
        """Return a new identifier: the prefix and a UUIDv7, so ids sort by time."""
        ...

    def secret(self) -> str:
        """Return at least 256 random bits as text that is safe in a header."""
        ...
