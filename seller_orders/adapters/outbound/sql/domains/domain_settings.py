"""Settings of domains in SQL."""

from collections.abc import Sequence
from typing import Any

from attrs import frozen
from sqlalchemy import Connection, Row, delete, insert, select, update

from seller_orders.adapters.outbound.sql.connection.engine import Store, transaction
from seller_orders.adapters.outbound.sql.schema.settings_tables import (
    domain_settings,
    settings_changes,
)
from seller_orders.adapters.outbound.sql.statements.upsert import insert_or
from seller_orders.application.ports.settings_repository import (
    KEPT_CHANGES,
    SettingsChange,
    StoredSettings,
)
from seller_orders.application.ports.unit_of_work import WriteConflictError


@frozen
class SqlSettingsRepository:
    """Settings in one transaction."""

    connection: Connection

    def find(self, domain_id: str) -> StoredSettings:
        """Return the settings, and lock their row if there is one."""
        wanted = select(domain_settings).where(domain_settings.c.domain_id == domain_id)
        row = self.connection.execute(wanted.with_for_update()).one_or_none()
        return StoredSettings() if row is None else _settings(row)

    def save(self, domain_id: str, settings: StoredSettings, change: SettingsChange) -> None:
        """Save the next version. Raises WriteConflictError if another writer has saved it."""
        row = {
            "version": settings.version,
            "updated_at": settings.updated_at,
            "updated_by": settings.updated_by,
            "sections": settings.sections,
        }
        if settings.version == 1:
            first = insert_or(self.connection.dialect.name, domain_settings)
            statement = first.values(domain_id=domain_id, **row).on_conflict_do_nothing()
        else:
            statement = (
                update(domain_settings)
                .where(
                    domain_settings.c.domain_id == domain_id,
                    domain_settings.c.version == settings.version - 1,
                )
                .values(**row)
            )
        if self.connection.execute(statement.returning(domain_settings.c.version)).all() == []:
            raise WriteConflictError("another writer has changed the settings")
        self._record(domain_id, change)

    def replace(self, domain_id: str, settings: StoredSettings) -> None:
        """Store the version that was found with its secrets encrypted otherwise."""
        same = (
            domain_settings.c.domain_id == domain_id,
            domain_settings.c.version == settings.version,
        )
        changed = update(domain_settings).where(*same).values(sections=settings.sections)
        self.connection.execute(changed)

    def _record(self, domain_id: str, change: SettingsChange) -> None:
        row = {
            "domain_id": domain_id,
            "version": change.version,
            "changed_at": change.at,
            "changed_by": change.by,
            "sections": change.sections,
        }
        self.connection.execute(insert(settings_changes), row)
        self.connection.execute(
            delete(settings_changes).where(
                settings_changes.c.domain_id == domain_id,
                settings_changes.c.version <= change.version - KEPT_CHANGES,
            )
        )


@frozen
class SqlSettingsStore:
    """Settings and their history, each read in a transaction of its own."""

    store: Store

    def other_than(self, domain_id: str, version: int | None) -> StoredSettings | None:
        """Return the settings of a domain; None if they are at this version."""
        wanted = select(domain_settings).where(domain_settings.c.domain_id == domain_id)
        if version:
            wanted = wanted.where(domain_settings.c.version != version)
        with transaction(self.store, tenant=domain_id) as connection:
            row = connection.execute(wanted).one_or_none()
        if row is None:
            # A row is never deleted, so a known version is still the stored one.
            return StoredSettings() if version is None else None
        return _settings(row)

    def changes(self, domain_id: str, before: int | None, limit: int) -> Sequence[SettingsChange]:
        """Return changes, newest first, of versions below ``before`` if there is one."""
        wanted = select(settings_changes).where(settings_changes.c.domain_id == domain_id)
        if before is not None:
            wanted = wanted.where(settings_changes.c.version < before)
        page = wanted.order_by(settings_changes.c.version.desc()).limit(limit)
        with transaction(self.store, tenant=domain_id) as connection:
            return [_change(row) for row in connection.execute(page)]


def _settings(row: Row[Any]) -> StoredSettings:
    return StoredSettings(
        version=row.version,
        updated_at=row.updated_at,
        updated_by=row.updated_by,
        sections=row.sections,
    )


def _change(row: Row[Any]) -> SettingsChange:
    return SettingsChange(
        version=row.version, at=row.changed_at, by=row.changed_by, sections=row.sections
    )
