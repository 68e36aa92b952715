"""Users of a domain, in a unit of work."""

from collections.abc import Collection
from typing import Protocol

from seller_orders.application.users import User


class UserRepository(Protocol):
    """Stores users. No two of a domain have the same e-mail address."""

    def lock_owners(self, domain_id: str) -> Collection[str]:
        """Return the ids of the enabled owners, who cannot change until the unit of work ends."""
        ...

    def get(self, domain_id: str, user_id: str) -> User | None:
        """Return a user, who cannot change until the unit of work ends."""
        ...

    def with_email(self, domain_id: str, email: str) -> User | None:
        """Return the user with an e-mail address, in any case."""
        ...

    def add(self, user: User) -> None:
        """Store a new user. Raises WriteConflictError if the e-mail address is taken."""
        ...

    def save(self, user: User) -> None:
        """Store the changes of a user."""
        ...

    def remove(self, domain_id: str, user_id: str) -> None:
        """Delete a user with all sessions."""
        ...
