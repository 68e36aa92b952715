"""Saved views of the order list."""

from typing import Final

from attrs import frozen

MAX_VIEWS: Final = 200
"""Views of one domain."""


@frozen(kw_only=True)
class SavedView:
    """A named list of orders: the query string of the list, and the columns to show.

    A view that is not shared is seen by its owner alone. A shared one has no ``owner`` once the
    user who saved it is deleted.
    """

    id: str
    domain_id: str
    owner: str | None
    name: str
    query: str = ""
    columns: tuple[str, ...] = ()
    shared: bool = False

    def is_visible_to(self, caller: str) -> bool:
        """Return True if the caller may see the view."""
        return self.shared or self.owner == caller
