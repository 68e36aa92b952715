"""API keys, users and saved views in responses."""

from typing import Annotated, Final, NotRequired, TypedDict

from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.key_codec import KeyView
from seller_orders.adapters.shared.wire.user_codec import UserView
from seller_orders.application.saved_views import SavedView

_NEXT_CURSOR: Final = about(
    "Value of `cursor` for the next page; null on the last page.", "WyJrZXlfMSJd"
)


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
    owner: Annotated[
        str | None,
        about("Caller who has saved the view; null if that user is deleted.", "user:usr_1"),
    ]


class SavedViewPageDocument(TypedDict):
    """A page of saved views, oldest first."""

    views: Annotated[list[SavedViewDocument], about("Views on the page.")]
    next_cursor: Annotated[str | None, _NEXT_CURSOR]


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
