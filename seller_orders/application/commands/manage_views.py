"""Save, change and delete views of the order list."""

from attrs import evolve, frozen
from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from seller_orders.application.access import Scope
from seller_orders.application.idempotency import IdempotencyKey, claim_key, commit_outcome
from seller_orders.application.ports.domain_unit_of_work import (
    BeginDomainUnitOfWork,
    DomainUnitOfWork,
)
from seller_orders.application.ports.id_generator import IdGenerator
from seller_orders.application.saved_views import MAX_VIEWS, SavedView
from seller_orders.application.scope_grants import ensure_own_scopes
from seller_orders.domain.refusals import (
    NotViewOwner,
    Refusal,
    TooManyViews,
    ViewNotFound,
)


@frozen(kw_only=True)
class CreateView:
    """Save a view. ``by`` is its owner; sharing needs ``orders:write`` among ``own_scopes``.

    ``query`` is a valid query string of the order list. Refusals: exceeds_own_scopes,
    too_many_views.

    >>> save = CreateView(domain_id="dom_1", by="user:usr_1", name="Late", query="late=true")
    >>> view: SavedView = orders.views.create(save).unwrap()
    >>> orders.views.get(GetView("dom_1", view.id, "user:usr_1")).unwrap() == view
    True
    >>> orders.views.get(GetView("dom_1", view.id, "user:usr_2")).failure().code
    'view_not_found'
    >>> share = UpdateView(domain_id="dom_1", view_id=view.id, by="user:usr_1", shared=True)
    >>> shared = orders.views.update(share).unwrap()
    >>> orders.views.list(ListViews(domain_id="dom_1", by="user:usr_2", limit=20)) == [shared]
    True
    >>> other = {"by": "user:usr_2", "own_scopes": frozenset({Scope.WRITE})}
    >>> delete = DeleteView(domain_id="dom_1", view_id=view.id, **other)
    >>> orders.views.delete(delete).failure().code
    'not_view_owner'
    """

    domain_id: str
    by: str
    name: str
    query: str = ""
    columns: tuple[str, ...] = ()
    shared: bool = False
    own_scopes: frozenset[Scope] | None = None
    idempotency_key: IdempotencyKey | None = None


@frozen(kw_only=True)
class UpdateView:
    """Change a view of the caller, or a shared one by ``users:write``. None keeps a value.

    A shared view needs ``orders:write``. One without an owner becomes the caller's when it becomes
    private. ``own_scopes`` are those of the caller; None is an operator, who has all.

    Refusals: view_not_found, not_view_owner, exceeds_own_scopes.
    """

    domain_id: str
    view_id: str
    by: str
    name: str | None = None
    query: str | None = None
    columns: tuple[str, ...] | None = None
    shared: bool | None = None
    own_scopes: frozenset[Scope] | None = None
    idempotency_key: IdempotencyKey | None = None


@frozen(kw_only=True)
class DeleteView:
    """Delete a view of the caller, or a shared one by ``users:write`` among ``own_scopes``.

    Refusals: view_not_found, not_view_owner.
    """

    domain_id: str
    view_id: str
    by: str
    own_scopes: frozenset[Scope] | None = None
    idempotency_key: IdempotencyKey | None = None


@frozen(kw_only=True)
class CreateViewHandler:
    """Saves views."""

    begin: BeginDomainUnitOfWork
    ids: IdGenerator

    def __call__(self, command: CreateView) -> Result[SavedView, Refusal]:
        """Return the new view."""
        view = SavedView(
            id=self.ids.new("vew_"),
            domain_id=command.domain_id,
            owner=command.by,
            name=command.name,
            query=command.query,
            columns=command.columns,
            shared=command.shared,
        )
        with self.begin(command.domain_id) as tx:
            claim_key(tx, command)
            allowed = _ensure_may_share(view, command.own_scopes)
            return commit_outcome(tx, command, allowed.bind(lambda new: _add(tx, new)))


@frozen(kw_only=True)
class UpdateViewHandler:
    """Changes views."""

    begin: BeginDomainUnitOfWork

    def __call__(self, command: UpdateView) -> Result[SavedView, Refusal]:
        """Return the view after the change."""
        given = {
            name: value
            for name in ("name", "query", "columns", "shared")
            if (value := getattr(command, name)) is not None
        }
        with self.begin(command.domain_id) as tx:
            claim_key(tx, command)
            after = (
                _view_to_change(tx, command)
                .map(lambda before: _owned(evolve(before, **given), command.by))
                .bind(lambda changed: _ensure_may_share(changed, command.own_scopes))
            )
            if is_successful(after):
                tx.views.save(after.unwrap())
            return commit_outcome(tx, command, after)


@frozen(kw_only=True)
class DeleteViewHandler:
    """Deletes views."""

    begin: BeginDomainUnitOfWork

    def __call__(self, command: DeleteView) -> Result[SavedView, Refusal]:
        """Return the deleted view."""
        with self.begin(command.domain_id) as tx:
            claim_key(tx, command)
            found = _view_to_change(tx, command)
            if is_successful(found):
                tx.views.remove(command.domain_id, command.view_id)
            return commit_outcome(tx, command, found)


def _add(tx: DomainUnitOfWork, view: SavedView) -> Result[SavedView, Refusal]:
    return Success(view) if tx.views.add(view) else Failure(TooManyViews(MAX_VIEWS))


def _view_to_change(
    tx: DomainUnitOfWork, command: UpdateView | DeleteView
) -> Result[SavedView, Refusal]:
    view = tx.views.get(command.domain_id, command.view_id)
    if view is None or not view.is_visible_to(command.by):
        return Failure(ViewNotFound(command.view_id))
    own = command.own_scopes
    if view.owner == command.by or own is None or Scope.USERS_WRITE in own:
        return Success(view)
    return Failure(NotViewOwner(view.owner or "the domain"))


def _owned(view: SavedView, by: str) -> SavedView:
    # A private view without an owner would be seen by nobody.
    return view if view.shared or view.owner else evolve(view, owner=by)


def _ensure_may_share(view: SavedView, own: frozenset[Scope] | None) -> Result[SavedView, Refusal]:
    needed = frozenset({Scope.WRITE} if view.shared else ())
    return ensure_own_scopes(needed, own).map(lambda _: view)
