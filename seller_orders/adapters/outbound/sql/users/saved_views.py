"""Saved views in SQL."""

from collections.abc import Sequence
from typing import Any, Final

from attrs import asdict, frozen
from sqlalchemy import Connection, Engine, Row, Select, delete, insert, select, update

from seller_orders.adapters.outbound.sql.connection.engine import transaction
from seller_orders.adapters.outbound.sql.schema.user_tables import saved_views
from seller_orders.application.saved_views import MAX_VIEWS, SavedView

_NO_OWNER: Final = ""
"""No caller's name, which the column has instead of null."""
_KEY: Final = frozenset(saved_views.primary_key.columns.keys())


@frozen
class SqlSavedViewRepository:
    """Views in a transaction."""

    connection: Connection

    def get(self, domain_id: str, view_id: str) -> SavedView | None:
        """Return a view, locked. Returns None if the domain has no such view."""
        row = self.connection.execute(_one(domain_id, view_id).with_for_update()).one_or_none()
        return None if row is None else _view_of(row)

    def add(self, view: SavedView) -> bool:
        """Store a view under a free number. Returns False if all numbers are taken.

        Raises WriteConflictError if another transaction has taken the number meanwhile.
        """
        numbers = select(saved_views.c.number).where(saved_views.c.domain_id == view.domain_id)
        taken = set(self.connection.scalars(numbers))
        free = next((number for number in range(1, MAX_VIEWS + 1) if number not in taken), None)
        if free is not None:
            self.connection.execute(insert(saved_views), _row(view) | {"number": free})
        return free is not None

    def save(self, view: SavedView) -> None:
        """Store the changes of a view."""
        is_view = saved_views.c.domain_id == view.domain_id, saved_views.c.view_id == view.id
        values = {name: each for name, each in _row(view).items() if name not in _KEY}
        self.connection.execute(update(saved_views).where(*is_view).values(values))

    def remove(self, domain_id: str, view_id: str) -> None:
        """Delete a view."""
        is_view = saved_views.c.domain_id == domain_id, saved_views.c.view_id == view_id
        self.connection.execute(delete(saved_views).where(*is_view))

    def disown(self, domain_id: str, owner: str) -> None:
        """Delete the private views of an owner, and leave the shared ones without an owner."""
        of_owner = saved_views.c.domain_id == domain_id, saved_views.c.owner == owner
        self.connection.execute(delete(saved_views).where(*of_owner, ~saved_views.c.shared))
        self.connection.execute(update(saved_views).where(*of_owner).values(owner=_NO_OWNER))


@frozen
class SqlSavedViewDirectory:
    """Finds views, in a separate transaction each time."""

    engine: Engine

    def get(self, domain_id: str, view_id: str) -> SavedView | None:
        """Return a view. Returns None if the domain has no such view."""
        return next(iter(self._found(domain_id, _one(domain_id, view_id))), None)

    def page(
        self, domain_id: str, caller: str, limit: int, after: str | None
    ) -> Sequence[SavedView]:
        """Return at most ``limit`` views that the caller may see, by id, after ``after``."""
        listed = select(saved_views).where(
            saved_views.c.domain_id == domain_id,
            saved_views.c.view_id > (after or ""),
            saved_views.c.shared | (saved_views.c.owner == caller),
        )
        return self._found(domain_id, listed.order_by(saved_views.c.view_id).limit(limit))

    def _found(self, domain_id: str, statement: Select[Any]) -> list[SavedView]:
        with transaction(self.engine, tenant=domain_id) as connection:
            return [_view_of(row) for row in connection.execute(statement)]


def _one(domain_id: str, view_id: str) -> Select[Any]:
    return select(saved_views).where(
        saved_views.c.domain_id == domain_id, saved_views.c.view_id == view_id
    )


def _row(view: SavedView) -> dict[str, Any]:
    row = asdict(view)
    row["view_id"] = row.pop("id")
    row["owner"] = view.owner or _NO_OWNER
    return row


def _view_of(row: Row[Any]) -> SavedView:
    return SavedView(
        id=row.view_id,
        domain_id=row.domain_id,
        owner=row.owner or None,
        name=row.name,
        query=row.query,
        columns=tuple(row.columns),
        shared=row.shared,
    )
