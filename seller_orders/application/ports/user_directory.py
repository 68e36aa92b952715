"""Look-up of users."""

from collections.abc import Sequence
from typing import Protocol

from seller_orders.application.users import User


class UserDirectory(Protocol):
    """Finds the users of a domain."""

    def get(self, domain_id: str, user_id: str) -> User | None:
        """Return a user; None if the domain has no such user."""
        ...

    def with_email(self, domain_id: str, email: str) -> User | None:
        """Return the user with an e-mail address, in any case."""
        ...

    def page(self, domain_id: str, limit: int, after: str | None) -> Sequence[User]:
        """Return at most ``limit`` users by id, from the one after ``after``."""
        ...
