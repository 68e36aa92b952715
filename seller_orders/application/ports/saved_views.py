"""Storage of saved views."""

from collections.abc import Sequence
from typing import Protocol

from seller_orders.application.saved_views import SavedView


class SavedViewRepository(Protocol):
    """Views of a domain, in a unit of work."""

    def get(self, domain_id: str, view_id: str) -> SavedView | None:
        """Return a view, which cannot change until the unit of work ends."""
        ...

    def add(self, view: SavedView) -> bool:
        """Store a new view. Returns False if the domain has ``MAX_VIEWS`` already."""
        ...

    def save(self, view: SavedView) -> None:
        """Store the changes of a view."""
        ...

    def remove(self, domain_id: str, view_id: str) -> None:
        """Delete a view."""
        ...

    def disown(self, domain_id: str, owner: str) -> None:
        """Delete the private views of an owner, and leave the shared ones without an owner."""
        ...


class SavedViewDirectory(Protocol):
    """Finds views."""

    def get(self, domain_id: str, view_id: str) -> SavedView | None:
        """Return a view; None if the domain has no such view."""
        ...

    def page(
        self, domain_id: str, caller: str, limit: int, after: str | None
    ) -> Sequence[SavedView]:
        """Return at most ``limit`` views that the caller may see, by id, after ``after``."""
        ...
