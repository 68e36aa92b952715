"""Saved views in memory."""

from attrs import evolve, frozen

from seller_orders.application.saved_views import MAX_VIEWS, SavedView
from seller_orders.testing.fakes.state import State


@frozen
class MemorySavedViewRepository:
    """Views in a unit of work's state."""

    state: State

    def get(self, domain_id: str, view_id: str) -> SavedView | None:
        """Return a view; None if the domain has no such view."""
        return self.state.views.get((domain_id, view_id))

    def add(self, view: SavedView) -> bool:
        """Store a new view, unless the domain has ``MAX_VIEWS`` already."""
        if sum(of == view.domain_id for of, _ in self.state.views) >= MAX_VIEWS:
            return False
        self.state.views[view.domain_id, view.id] = view
        return True

    def save(self, view: SavedView) -> None:
        """Store the changes of a view."""
        self.state.views[view.domain_id, view.id] = view

    def remove(self, domain_id: str, view_id: str) -> None:
        """Delete a view."""
        self.state.views.pop((domain_id, view_id), None)

    def disown(self, domain_id: str, owner: str) -> None:
        """Delete the private views of an owner, and leave the shared ones without an owner."""
        for view in [*self.state.views.values()]:
            if (view.domain_id, view.owner) != (domain_id, owner):
                continue
            if view.shared:
                self.save(evolve(view, owner=None))
            else:
                self.remove(domain_id, view.id)
