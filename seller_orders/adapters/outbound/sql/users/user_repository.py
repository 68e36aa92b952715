"""Users in SQL, on one connection."""

from collections.abc import Collection
from typing import Any, Final

from attrs import frozen
from sqlalchemy import Connection, Select, delete, insert, select, update

from seller_orders.adapters.outbound.sql.schema.user_tables import sessions, users
from seller_orders.adapters.outbound.sql.users.user_rows import (
    select_user,
    select_user_with_email,
    user_of,
    user_row,
)
from seller_orders.application.users import Role, User

_KEY: Final = frozenset(users.primary_key.columns.keys())


@frozen
class SqlUserRepository:
    """Users in a transaction. On SQLite its write lock locks all of them."""

    connection: Connection

    def lock_owners(self, domain_id: str) -> Collection[str]:
        """Lock the enabled owners, in the order of their ids, and return these."""
        owners = (
            select(users.c.user_id)
            .where(
                users.c.domain_id == domain_id,
                users.c.role == Role.OWNER.value,
                users.c.disabled_at.is_(None),
            )
            .order_by(users.c.user_id)
            .with_for_update()
        )
        return self.connection.scalars(owners).all()

    def get(self, domain_id: str, user_id: str) -> User | None:
        """Return a user, locked. Returns None if the domain has no such user."""
        return self._one(select_user(domain_id, user_id).with_for_update())

    def with_email(self, domain_id: str, email: str) -> User | None:
        """Return the user with an e-mail address, in any case."""
        return self._one(select_user_with_email(domain_id, email))

    def add(self, user: User) -> None:
        """Store a new user. Raises WriteConflictError if the e-mail address is taken."""
        self.connection.execute(insert(users), user_row(user))

    def save(self, user: User) -> None:
        """Store the changes of a user."""
        of_user = (users.c.domain_id == user.domain_id, users.c.user_id == user.id)
        values = {name: each for name, each in user_row(user).items() if name not in _KEY}
        self.connection.execute(update(users).where(*of_user).values(values))

    def remove(self, domain_id: str, user_id: str) -> None:
        """Delete a user with all sessions."""
        for table in (sessions, users):
            of_user = (table.c.domain_id == domain_id, table.c.user_id == user_id)
            self.connection.execute(delete(table).where(*of_user))

    def _one(self, statement: Select[Any]) -> User | None:
        row = self.connection.execute(statement).one_or_none()
        return None if row is None else user_of(row)
