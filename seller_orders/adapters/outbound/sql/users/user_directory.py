"""Look-up of users in SQL."""

from collections.abc import Sequence
from typing import Any

from attrs import frozen
from sqlalchemy import Engine, Select, select

from seller_orders.adapters.outbound.sql.connection.engine import transaction
from seller_orders.adapters.outbound.sql.schema.user_tables import users
from seller_orders.adapters.outbound.sql.users.user_rows import (
    select_user,
    select_user_with_email,
    user_of,
)
from seller_orders.application.users import User


@frozen
class SqlUserDirectory:
    """Finds users, in a separate transaction each time."""

    engine: Engine

    def get(self, domain_id: str, user_id: str) -> User | None:
        """Return a user. Returns None if the domain has no such user."""
        return next(iter(self._found(domain_id, select_user(domain_id, user_id))), None)

    def with_email(self, domain_id: str, email: str) -> User | None:
        """Return the user with an e-mail address, in any case."""
        return next(iter(self._found(domain_id, select_user_with_email(domain_id, email))), None)

    def page(self, domain_id: str, limit: int, after: str | None) -> Sequence[User]:
        """Return at most ``limit`` users by id, from the one after ``after``."""
        listed = select(users).where(
            users.c.domain_id == domain_id, users.c.user_id > (after or "")
        )
        return self._found(domain_id, listed.order_by(users.c.user_id).limit(limit))

    def _found(self, domain_id: str, statement: Select[Any]) -> list[User]:
        with transaction(self.engine, tenant=domain_id) as connection:
            return [user_of(row) for row in connection.execute(statement)]
