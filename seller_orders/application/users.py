"""Users of a domain, and their roles."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final
from unicodedata import normalize

from attrs import field, frozen

from seller_orders.application.access import Principal, Scope


class Role(StrEnum):
    """Roles of users. Each has the scopes of the one before it, and more."""

    VIEWER = "viewer"
    FULFILLER = "fulfiller"
    MANAGER = "manager"
    OWNER = "owner"


_VIEWER: Final = frozenset({Scope.READ})
_FULFILLER: Final = _VIEWER | {Scope.FULFILL}
_MANAGER: Final = _FULFILLER | {Scope.WRITE, Scope.CANCEL, Scope.SETTINGS_READ}

SCOPES_OF_ROLE: Final[Mapping[Role, frozenset[Scope]]] = {
    Role.VIEWER: _VIEWER,
    Role.FULFILLER: _FULFILLER,
    Role.MANAGER: _MANAGER,
    Role.OWNER: frozenset(Scope),
}
"""Scopes that a user has by the role."""


@frozen(kw_only=True)
class User:
    """A user of one domain. One without a password cannot log in by password."""

    id: str
    domain_id: str
    email: str
    name: str
    role: Role
    created_at: datetime
    updated_at: datetime
    last_seen_at: datetime | None = None
    disabled_at: datetime | None = None
    password_hash: str | None = field(default=None, repr=False)

    @property
    def scopes(self) -> frozenset[Scope]:
        """Scopes of the user's role."""
        return SCOPES_OF_ROLE[self.role]

    @property
    def is_owner(self) -> bool:
        """True if the user is an owner who is not disabled."""
        return self.role is Role.OWNER and self.disabled_at is None

    @property
    def principal(self) -> Principal:
        """The user as a caller."""
        return Principal(f"user:{self.id}", frozenset({self.domain_id}), self.scopes)


def email_key(email: str) -> str:
    r"""Return the form in which e-mail addresses are compared: in any case and normalization.

    >>> email_key("Zoë@Shop.Example") == email_key("zoe\u0308@SHOP.example")
    True
    """
    return normalize("NFC", normalize("NFC", email).casefold())
