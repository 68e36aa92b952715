"""Who may do what (contract, section 4: access)."""

from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Final
from zlib import crc32

from attrs import frozen

KEY_PREFIX: Final = "sok_"
"""What every API key begins with, so that scanners know one where they see it."""

USE_NOTED_EVERY: Final = timedelta(minutes=1)
"""How far behind the last use of a key may be: one write for the many requests of a minute."""


class Scope(StrEnum):
    """What a credential allows."""

    READ = "orders:read"
    WRITE = "orders:write"
    FULFILL = "orders:fulfill"
    CANCEL = "orders:cancel"


@frozen
class AccessKey:
    """An API key as it is kept: the secret itself is known to its holder alone."""

    id: str
    domain_id: str
    digest: str
    scopes: frozenset[Scope]
    created_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None


@frozen
class Principal:
    """Whom a request comes from, the domains it may touch (None: every one) and its scopes."""

    name: str
    domains: frozenset[str] | None
    scopes: frozenset[Scope]

    def covers(self, domain_id: str) -> bool:
        """Tell whether the domain is one that this principal may touch."""
        return self.domains is None or domain_id in self.domains


def api_key(random_text: str) -> str:
    """Return an API key: a prefix that scanners know, randomness, and a checksum of both."""
    sealed = f"{KEY_PREFIX}{random_text}"
    return f"{sealed}_{_checksum(sealed)}"


def is_api_key(secret: str) -> bool:
    """Tell whether a secret may be an API key: one that was mistyped or made up is not."""
    sealed, _, checksum = secret.rpartition("_")
    return sealed.startswith(KEY_PREFIX) and checksum == _checksum(sealed)


def _checksum(sealed: str) -> str:
    return f"{crc32(sealed.encode('utf-8', 'surrogateescape')):08x}"


def digest(secret: str) -> str:
    """Return what is kept of a secret: its SHA-256, in hexadecimal."""
    return sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
