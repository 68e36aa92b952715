"""API keys, users and saved views in responses."""

from typing import Annotated, Final, NotRequired, TypedDict

from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.field_types import AwareDatetime
from seller_orders.application.access import AccessKey, Scope
from seller_orders.application.saved_views import SavedView
from seller_orders.application.users import Role, User

_NEXT_CURSOR: Final = about(
    "Value of `cursor` for the next page; null on the last page.", "WyJrZXlfMSJd"
)
_CREATED: Final = about("Time of creation.", "2026-11-26T09:00:00Z")


class KeyView(TypedDict):
    """An API key, without its secret."""

    id: Annotated[str, about("Id of the key.", "key_1")]
    name: Annotated[str | None, about("Name of the key; null if it has none.", "ERP")]
    scopes: Annotated[list[Scope], about("Scopes of the key.", ["orders:read"])]
    created_at: Annotated[AwareDatetime, _CREATED]
    expires_at: Annotated[
        AwareDatetime | None,
        about("Time from which the key works no more; null is for ever.", None),
    ]
    last_used_at: Annotated[
        AwareDatetime | None, about("Time of the last use, to the minute; null is never.", None)
    ]
    revoked_at: Annotated[
        AwareDatetime | None, about("Time of revocation; null if it is not revoked.", None)
    ]


class NewKeyDocument(KeyView):
    """A new API key with its secret, which is shown this once."""

    key: NotRequired[
        Annotated[
            str,
            about("The API key for `Authorization: Bearer`. A replayed response lacks it."),
        ]
    ]
    secret_shown_once: NotRequired[
        Annotated[bool, about("True in a replayed response, in place of the key.")]
    ]


class KeyPageDocument(TypedDict):
    """A page of API keys, oldest first."""

    keys: Annotated[list[KeyView], about("Keys on the page.")]
    next_cursor: Annotated[str | None, _NEXT_CURSOR]


class UserView(TypedDict):
    """A user."""

    id: Annotated[str, about("Id of the user.", "usr_1")]
    email: Annotated[str, about("E-mail address.", "anjali@shop.example")]
    name: Annotated[str, about("Name of the user.", "Anjali Patel")]
    role: Annotated[Role, about("Role of the user.", "fulfiller")]
    created_at: Annotated[AwareDatetime, _CREATED]
    updated_at: Annotated[AwareDatetime, about("Time of the last change.", "2026-11-26T09:00:00Z")]
    last_seen_at: Annotated[
        AwareDatetime | None, about("Time of the last use, to the minute; null is never.", None)
    ]
    disabled_at: Annotated[
        AwareDatetime | None, about("Time since which the user is kept out; null if not.", None)
    ]


class UserPageDocument(TypedDict):
    """A page of users, oldest first."""

    users: Annotated[list[UserView], about("Users on the page.")]
    next_cursor: Annotated[str | None, _NEXT_CURSOR]


class AssigneeDocument(TypedDict):
    """The user who takes care of an order."""

    user_id: Annotated[
        str | None, about("Id of the assignee; null if the order has none.", "usr_1")
    ]
    name: Annotated[
        str | None,
        about("Name of the assignee; null if the domain has no user of this id.", "Anjali Patel"),
    ]


class SavedViewDocument(TypedDict):
    """A saved view of the order list."""

    id: Annotated[str, about("Id of the view.", "vew_1")]
    name: Annotated[str, about("Name of the view.", "Late orders")]
    query: Annotated[str, about("Query string of the order list.", "late=true")]
    columns: Annotated[list[str], about("Fields to show, in this sequence.", ["order_number"])]
    shared: Annotated[bool, about("True if all callers of the domain see the view.", True)]
    owner: Annotated[str, about("Caller who has saved the view.", "user:usr_1")]


class SavedViewPageDocument(TypedDict):
    """A page of saved views, oldest first."""

    views: Annotated[list[SavedViewDocument], about("Views on the page.")]
    next_cursor: Annotated[str | None, _NEXT_CURSOR]


def key_view(key: AccessKey) -> KeyView:
    """Return a key without its secret."""
    return KeyView(
        id=key.id,
        name=key.name,
        scopes=sorted(key.scopes),
        created_at=key.created_at,
        expires_at=key.expires_at,
        last_used_at=key.last_used_at,
        revoked_at=key.revoked_at,
    )


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


def saved_view(view: SavedView) -> SavedViewDocument:
    """Return a saved view."""
    return SavedViewDocument(
        id=view.id,
        name=view.name,
        query=view.query,
        columns=list(view.columns),
        shared=view.shared,
        owner=view.owner,
    )
