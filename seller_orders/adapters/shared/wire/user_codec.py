"""JSON of users, without the hashes of passwords."""

from typing import Annotated, TypedDict

from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.field_types import AwareDatetime
from seller_orders.application.users import Role, User


class UserView(TypedDict):
    """A user."""

    id: Annotated[str, about("Id of the user.", "usr_1")]
    email: Annotated[str, about("E-mail address.", "anjali@shop.example")]
    name: Annotated[str, about("Name of the user.", "Anjali Patel")]
    role: Annotated[Role, about("Role of the user.", "fulfiller")]
    created_at: Annotated[AwareDatetime, about("Time of creation.", "2026-11-26T09:00:00Z")]
    updated_at: Annotated[AwareDatetime, about("Time of the last change.", "2026-11-26T09:00:00Z")]
    last_seen_at: Annotated[
        AwareDatetime | None, about("Time of the last use, to the minute; null is never.", None)
    ]
    disabled_at: Annotated[
        AwareDatetime | None, about("Time since which the user is kept out; null if not.", None)
    ]


def user_view(user: User) -> UserView:
    """Return a user without the password's hash."""
    return UserView(
        id=user.id,
        email=user.email,
        name=user.name,
        role=user.role,
        created_at=user.created_at,
        updated_at=user.updated_at,
        last_seen_at=user.last_seen_at,
        disabled_at=user.disabled_at,
    )
