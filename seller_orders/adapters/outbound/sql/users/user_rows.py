"""Rows of users."""

from typing import Any

from attrs import asdict
from sqlalchemy import Row, Select, select

from seller_orders.adapters.outbound.sql.schema.user_tables import users
from seller_orders.application.users import Role, User, email_key


def user_row(user: User) -> dict[str, Any]:
    """Return the row of a user."""
    row = asdict(user)
    row["user_id"] = row.pop("id")
    return row | {"email_key": email_key(user.email)}


def user_of(row: Row[Any]) -> User:
    """Return the user in a row."""
    return User(
        id=row.user_id,
        domain_id=row.domain_id,
        email=row.email,
        name=row.name,
        role=Role(row.role),
        created_at=row.created_at,
        updated_at=row.updated_at,
        last_seen_at=row.last_seen_at,
        disabled_at=row.disabled_at,
        password_hash=row.password_hash,
    )


def select_user(domain_id: str, user_id: str) -> Select[Any]:
    """Return the statement that reads a user."""
    return select(users).where(users.c.domain_id == domain_id, users.c.user_id == user_id)


def select_user_with_email(domain_id: str, email: str) -> Select[Any]:
    """Return the statement that reads the user with an e-mail address, in any case."""
    return select(users).where(
        users.c.domain_id == domain_id, users.c.email_key == email_key(email)
    )
