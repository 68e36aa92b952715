"""The operations on saved views."""

from collections.abc import Callable, Sequence

from attrs import frozen
from returns.result import Result

from seller_orders.application.commands.manage_views import CreateView, DeleteView, UpdateView
from seller_orders.application.queries.list_views import GetView, ListViews
from seller_orders.application.saved_views import SavedView
from seller_orders.domain.refusals import Refusal, ViewNotFound


@frozen(kw_only=True)
class ViewOperations:
    """Create, read, change and delete the saved views of a domain's order list.

    >>> operations: ViewOperations = orders.views
    >>> operations.list(ListViews(domain_id="dom_1", by="user:usr_1", limit=20))
    []
    """

    create: Callable[[CreateView], Result[SavedView, Refusal]]
    get: Callable[[GetView], Result[SavedView, ViewNotFound]]
    list: Callable[[ListViews], Sequence[SavedView]]
    update: Callable[[UpdateView], Result[SavedView, Refusal]]
    delete: Callable[[DeleteView], Result[SavedView, Refusal]]
