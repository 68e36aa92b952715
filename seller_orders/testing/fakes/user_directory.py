"""Look-up of users in memory."""

from collections.abc import Sequence

from attrs import frozen

from seller_orders.application.ports.unit_of_work import StoreRefusedError
from seller_orders.application.users import User
from seller_orders.domain.values import is_writable
from seller_orders.testing.fakes.store import MemoryStore
from seller_orders.testing.fakes.users import user_with_email


@frozen
class MemoryUserDirectory:
    """Finds users of a store in memory."""

    store: MemoryStore

    def get(self, domain_id: str, user_id: str) -> User | None:
        """Return a user; None if the domain has no such user."""
        return self.store.committed.users.get((domain_id, user_id))

    def with_email(self, domain_id: str, email: str) -> User | None:
        """Return the user with an e-mail address, in any case. Refuses what PostgreSQL refuses."""
        if not is_writable(email):
            raise StoreRefusedError("the address has a NUL or a lone surrogate")
        return user_with_email(self.store.committed, domain_id, email)

    def page(self, domain_id: str, limit: int, after: str | None) -> Sequence[User]:
        """Return at most ``limit`` users by id, from the one after ``after``."""
        users = self.store.committed.users.values()
        listed = [u for u in users if u.domain_id == domain_id and u.id > (after or "")]
        return sorted(listed, key=lambda user: user.id)[:limit]
