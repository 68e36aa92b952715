"""Identifiers that sort by time."""

import secrets
from typing import Final

from uuid_utils import uuid7

_SECRET_BYTES: Final = 32


class Uuid7Generator:
    """Makes identifiers of UUIDv7 and secrets of the machine's randomness."""

    def new(self, prefix: str) -> str:
        """Return the prefix and a fresh UUIDv7."""
        return f"{prefix}{uuid7()}"

    def secret(self) -> str:
        """Return 256 random bits in URL-safe base64."""
        return secrets.token_urlsafe(_SECRET_BYTES)
