"""List and read saved views."""

from collections.abc import Sequence

from attrs import frozen
from returns.result import Failure, Result, Success

from seller_orders.application.ports.saved_views import SavedViewDirectory
from seller_orders.application.saved_views import SavedView
from seller_orders.domain.refusals import ViewNotFound


@frozen(kw_only=True)
class ListViews:
    """List the views that a caller may see, oldest first, from the one after the id ``after``."""

    domain_id: str
    by: str
    limit: int
    after: str | None = None


@frozen(kw_only=True)
class ListViewsHandler:
    """Lists shared views, and the caller's own."""

    views: SavedViewDirectory

    def __call__(self, query: ListViews) -> Sequence[SavedView]:
        """Return at most ``limit`` views."""
        return self.views.page(query.domain_id, query.by, query.limit, query.after)


@frozen
class GetView:
    """Read a view. Refusals: view_not_found."""

    domain_id: str
    view_id: str
    by: str


@frozen(kw_only=True)
class GetViewHandler:
    """Reads a view that the caller may see."""

    views: SavedViewDirectory

    def __call__(self, query: GetView) -> Result[SavedView, ViewNotFound]:
        """Return the view."""
        found = self.views.get(query.domain_id, query.view_id)
        if found is None or not found.is_visible_to(query.by):
            return Failure(ViewNotFound(query.view_id))
        return Success(found)
