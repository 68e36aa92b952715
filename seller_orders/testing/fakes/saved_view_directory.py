"""Look-up of saved views in memory."""

from collections.abc import Sequence

from attrs import frozen

from seller_orders.application.saved_views import SavedView
from seller_orders.testing.fakes.store import MemoryStore


@frozen
class MemorySavedViewDirectory:
    """Finds views of a store in memory."""

    store: MemoryStore

    def get(self, domain_id: str, view_id: str) -> SavedView | None:
        """Return a view; None if the domain has no such view."""
        return self.store.committed.views.get((domain_id, view_id))

    def page(
        self, domain_id: str, caller: str, limit: int, after: str | None
    ) -> Sequence[SavedView]:
        """Return at most ``limit`` views that the caller may see, by id, after ``after``."""
        visible = [
            view
            for (of, id), view in self.store.committed.views.items()
            if of == domain_id and id > (after or "") and view.is_visible_to(caller)
        ]
        return sorted(visible, key=lambda view: view.id)[:limit]
