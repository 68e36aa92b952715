"""API keys, installation keys, scopes and principals."""

from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Final
from zlib import crc32

from attrs import field, frozen

KEY_PREFIX: Final = "sok_"
"""Prefix of every API key, by which secret scanners recognise one."""

INSTALLATION_KEY_PREFIX: Final = "soa_"
"""Prefix of every installation key, by which secret scanners recognise one."""

INSTALLATION: Final = "*"
"""Owner of what belongs to the installation: its keys, its domains, and the idempotency keys of
their changes. It is no identifier, so no domain can have this id.
"""

USE_NOTED_EVERY: Final = timedelta(minutes=1)
"""Precision of a key's last use: requests within a minute cost one write."""


class Scope(StrEnum):
    """Permissions of a credential."""

    READ = "orders:read"
    WRITE = "orders:write"
    FULFILL = "orders:fulfill"
    CANCEL = "orders:cancel"
    SETTINGS_READ = "settings:read"
    SETTINGS_WRITE = "settings:write"
    KEYS_WRITE = "keys:write"
    USERS_WRITE = "users:write"


ORDER_SCOPES: Final = frozenset({Scope.READ, Scope.WRITE, Scope.FULFILL, Scope.CANCEL})
"""Scopes of a key that is created without naming any."""


@frozen
class AccessKey:
    """An API key as stored: the digest of its secret, not the secret.

    It works until ``expires_at``; None is for ever. The ``domain_id`` of an installation key is
    ``INSTALLATION``.
    """

    id: str
    domain_id: str
    digest: str = field(repr=False)
    scopes: frozenset[Scope]
    created_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None
    name: str | None = None
    expires_at: datetime | None = None

    def has_expired(self, now: datetime) -> bool:
        """Return True from the moment of expiry on."""
        return self.expires_at is not None and self.expires_at <= now


@frozen
class Principal:
    """The authenticated caller: name, domains (None: all) and scopes.

    One that ``manages_installation`` may create and archive domains.
    """

    name: str
    domains: frozenset[str] | None
    scopes: frozenset[Scope]
    manages_installation: bool = False

    def covers(self, domain_id: str) -> bool:
        """Return True if the principal may access the domain."""
        return self.domains is None or domain_id in self.domains


def api_key(random_text: str) -> str:
    """Return an API key: the prefix, the random text, and a checksum of both."""
    return _with_checksum(f"{KEY_PREFIX}{random_text}")


def installation_key(random_text: str) -> str:
    """Return an installation key: the prefix, the random text, and a checksum of both."""
    return _with_checksum(f"{INSTALLATION_KEY_PREFIX}{random_text}")


def is_api_key(secret: str) -> bool:
    """Return True if the secret has an API key's form and checksum."""
    return secret.startswith(KEY_PREFIX) and _has_checksum(secret)


def is_installation_key(secret: str) -> bool:
    """Return True if the secret has an installation key's form and checksum."""
    return secret.startswith(INSTALLATION_KEY_PREFIX) and _has_checksum(secret)


def _with_checksum(body: str) -> str:
    return f"{body}_{_checksum(body)}"


def _has_checksum(secret: str) -> bool:
    body, _, checksum = secret.rpartition("_")
    return checksum == _checksum(body)


def _checksum(body: str) -> str:
    return f"{crc32(body.encode('utf-8', 'surrogatepass')):08x}"


def digest(secret: str) -> str:
    """Return the stored form of a secret: its SHA-256, in hexadecimal."""
    # Requests may have lone surrogates, which no secret has.
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
