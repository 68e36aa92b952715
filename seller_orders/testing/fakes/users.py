"""Users in memory."""

from collections.abc import Collection

from attrs import frozen

from seller_orders.application.ports.unit_of_work import WriteConflictError
from seller_orders.application.users import User, email_key
from seller_orders.testing.fakes.state import State


@frozen
class MemoryUserRepository:
    """Users in a unit of work's state. One unit of work at a time holds the store."""

    state: State

    def lock_owners(self, domain_id: str) -> Collection[str]:
        """Return the ids of the enabled owners."""
        users = self.state.users.values()
        return sorted(user.id for user in users if user.domain_id == domain_id and user.is_owner)

    def get(self, domain_id: str, user_id: str) -> User | None:
        """Return a user; None if the domain has no such user."""
        return self.state.users.get((domain_id, user_id))

    def with_email(self, domain_id: str, email: str) -> User | None:
        """Return the user with an e-mail address, in any case."""
        return user_with_email(self.state, domain_id, email)

    def add(self, user: User) -> None:
        """Store a new user. Raises WriteConflictError if the e-mail address is taken."""
        if user_with_email(self.state, user.domain_id, user.email) is not None:
            raise WriteConflictError("the e-mail address is taken")
        self.state.users[user.domain_id, user.id] = user

    def save(self, user: User) -> None:
        """Store the changes of a user."""
        self.state.users[user.domain_id, user.id] = user

    def remove(self, domain_id: str, user_id: str) -> None:
        """Delete a user with all sessions."""
        self.state.users.pop((domain_id, user_id), None)
        of_user = [
            session.digest
            for session in self.state.sessions.values()
            if (session.domain_id, session.user_id) == (domain_id, user_id)
        ]
        for digest in of_user:
            del self.state.sessions[digest]


def user_with_email(state: State, domain_id: str, email: str) -> User | None:
    """Return the user of a state with an e-mail address, in any case."""
    of_domain = (user for user in state.users.values() if user.domain_id == domain_id)
    found = (user for user in of_domain if email_key(user.email) == email_key(email))
    return next(found, None)
