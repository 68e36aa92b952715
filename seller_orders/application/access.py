"""Who may do what (contract, section 4: access)."""

from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from attrs import frozen


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
    revoked_at: datetime | None = None


@frozen
class Principal:
    """Whom a request comes from, the domain it may touch (None: every one) and its scopes."""

    name: str
    domain_id: str | None
    scopes: frozenset[Scope]

    def covers(self, domain_id: str) -> bool:
        """Tell whether the domain is one that this principal may touch."""
        return self.domain_id is None or self.domain_id == domain_id


def digest(secret: str) -> str:
    """Return what is kept of a secret: its SHA-256, in hexadecimal."""
    return sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
