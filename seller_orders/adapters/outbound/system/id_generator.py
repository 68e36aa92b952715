"""Identifiers that sort by time."""

import secrets
from typing import Final

from uuid_utils import uuid7

_SECRET_BYTES: Final = 32


class Uuid7Generator:
    """Generator of UUIDv7 identifiers and random secrets."""

    def new(self, prefix: str) -> str:
        """Return the prefix followed by a new UUIDv7."""
        return f"{prefix}{uuid7()}"

    def secret(self) -> str:
        """Return 256 random bits in URL-safe base64."""
        return secrets.token_urlsafe(_SECRET_BYTES)
