"""Routes of saved views of the order list."""

from typing import Final

from flask import Blueprint, Response
from msgspec import UNSET

from seller_orders.adapters.inbound.http.api.id_list_parameters import IdListParameters, id_page
from seller_orders.adapters.inbound.http.api.operation import Caller, operation
from seller_orders.adapters.inbound.http.api.order_list_parameters import (
    ListParameters,
    list_query,
)
from seller_orders.adapters.inbound.http.api.request_schemas.empty_body import Nothing
from seller_orders.adapters.inbound.http.api.request_schemas.views import (
    CreateViewRequest,
    UpdateViewRequest,
)
from seller_orders.adapters.inbound.http.api.requests import parsed_query
from seller_orders.adapters.inbound.http.api.response_schemas.keys_and_users import (
    SavedViewDocument,
    SavedViewPageDocument,
    saved_view,
)
from seller_orders.adapters.inbound.http.api.responses import (
    created,
    json_response,
    no_content,
    perform,
    respond,
)
from seller_orders.adapters.inbound.http.app_context import domain_use_cases
from seller_orders.adapters.inbound.http.request_errors import InvalidRequestError, invalid
from seller_orders.application.access import Scope
from seller_orders.application.commands.manage_views import CreateView, DeleteView, UpdateView
from seller_orders.application.queries.list_views import GetView, ListViews
from seller_orders.application.saved_views import SavedView
from seller_orders.domain.refusals import (
    ExceedsOwnScopes,
    NotViewOwner,
    TooManyViews,
    ViewNotFound,
)

views: Final = Blueprint("views", __name__)


@views.post("/views")
@operation(
    Scope.READ,
    responses={201: SavedViewDocument},
    refusals=(ExceedsOwnScopes, TooManyViews),
    is_of_core=True,
)
def create_view(caller: Caller, body: CreateViewRequest) -> Response:
    """Save a view of the order list.

    Only you see it, unless it is shared, which needs the scope `orders:write` as well. A domain has
    at most 200 views.
    """
    _ensure_listable(caller, body.query)
    command = CreateView(
        domain_id=caller.domain_id,
        by=caller.name,
        name=body.name,
        query=body.query,
        columns=tuple(map(str, body.columns)),
        shared=body.shared,
        own_scopes=caller.principal.scopes,
    )
    return perform(
        domain_use_cases().views.create, command, lambda view: created(_view(view), view.id)
    )


@views.get("/views")
@operation(Scope.READ, responses={200: SavedViewPageDocument}, is_of_core=True)
def list_views(caller: Caller, query: IdListParameters) -> Response:
    """List your own views, and the shared ones, oldest first."""
    size = query.page_size
    wanted = ListViews(
        domain_id=caller.domain_id, by=caller.name, limit=size + 1, after=query.after
    )
    return id_page(
        "views", domain_use_cases().views.list(wanted), size, lambda view: view.id, saved_view
    )


@views.get("/views/<view_id>")
@operation(
    Scope.READ, responses={200: SavedViewDocument}, refusals=(ViewNotFound,), is_of_core=True
)
def get_view(caller: Caller, view_id: str) -> Response:
    """Read a view."""
    wanted = GetView(caller.domain_id, view_id, caller.name)
    return respond(domain_use_cases().views.get(wanted), _view)


@views.patch("/views/<view_id>")
@operation(
    Scope.READ,
    responses={200: SavedViewDocument},
    refusals=(ViewNotFound, NotViewOwner, ExceedsOwnScopes),
    is_of_core=True,
)
def update_view(caller: Caller, view_id: str, body: UpdateViewRequest) -> Response:
    """Change a view of your own, or a shared one.

    A shared view of another caller needs the scope `users:write` as well. A view that is shared, or
    becomes so, needs `orders:write`.
    """
    if body.query is not UNSET:
        _ensure_listable(caller, body.query)
    command = UpdateView(
        domain_id=caller.domain_id,
        view_id=view_id,
        by=caller.name,
        name=None if body.name is UNSET else body.name,
        query=None if body.query is UNSET else body.query,
        columns=None if body.columns is UNSET else tuple(map(str, body.columns)),
        shared=None if body.shared is UNSET else body.shared,
        own_scopes=caller.principal.scopes,
    )
    return perform(domain_use_cases().views.update, command, _view)


@views.delete("/views/<view_id>")
@operation(
    Scope.READ, responses={204: None}, refusals=(ViewNotFound, NotViewOwner), is_of_core=True
)
def delete_view(caller: Caller, view_id: str, body: Nothing | None) -> Response:
    """Delete a view of your own, or a shared one.

    A shared view of another caller needs the scope `users:write` as well.
    """
    command = DeleteView(
        domain_id=caller.domain_id,
        view_id=view_id,
        by=caller.name,
        own_scopes=caller.principal.scopes,
    )
    return perform(domain_use_cases().views.delete, command, no_content)


def _ensure_listable(caller: Caller, query: str) -> None:
    """Raise InvalidRequestError for a query that the order list would refuse, or for a page."""
    try:
        given = parsed_query(ListParameters, query)
        list_query(caller.domain_id, given)
    except InvalidRequestError as error:
        (problem,) = error.refusal.problems
        invalid(problem.code, error.refusal.message, "query")
    if given.page is not None or given.cursor is not None:
        invalid("excluded", "It must not have page or cursor: a view has no position.", "query")


def _view(view: SavedView) -> Response:
    return json_response(saved_view(view))
