"""Check of the database's schema version."""

import re
from functools import cache
from importlib.resources import files
from typing import Final

from sqlalchemy import Engine, column, inspect, select, table

from seller_orders.adapters.outbound.sql.connection.engine import transaction
from seller_orders.adapters.outbound.sql.connection.named_schema import schema_of
from seller_orders.adapters.outbound.sql.schema.migration_runner import migrate
from seller_orders.adapters.outbound.sql.schema.utf8_check import ensure_utf8
from seller_orders.application.ports.unit_of_work import StoreUnavailableError

_VERSIONS: Final = "alembic_version"
_MIGRATION_FILE: Final = re.compile(r"m(\d{4})_\w+\.py")


def ensure_usable(engine: Engine) -> None:
    """Ensure that this release can use the database. Creates the schema of an empty SQLite file.

    Raises StoreUnavailableError if the schema is out of date or the encoding is not UTF-8.
    """
    with transaction(engine) as connection:
        ensure_utf8(connection)
    if is_current(engine):
        return
    if engine.dialect.name == "sqlite" and is_empty(engine):
        migrate(engine)
    # Checked again, because another process may have created the schema meanwhile.
    if not is_current(engine):
        raise StoreUnavailableError(
            "its schema is behind; run: seller-orders migrate (or call seller_orders.migrate)"
        )


def is_current(engine: Engine) -> bool:
    """Return whether the schema has this release's version or a later one.

    A later version belongs to a release that is being rolled out; this release works with it.
    """
    with transaction(engine) as connection:
        schema = schema_of(connection)
        if not inspect(connection).has_table(_VERSIONS, schema=schema):
            return False
        versions = table(_VERSIONS, column("version_num"), schema=schema)
        revision = connection.scalar(select(versions.c.version_num))
    return revision is not None and revision not in revisions()[:-1]


def is_empty(engine: Engine) -> bool:
    """Return whether the database has no tables."""
    with transaction(engine) as connection:
        return not inspect(connection).get_table_names()


@cache
def revisions() -> list[str]:
    """Return the revisions that this release knows, oldest first, from its migrations' files."""
    names = (path.name for path in (files(__package__) / "migrations" / "versions").iterdir())
    return sorted(match[1] for name in names if (match := _MIGRATION_FILE.fullmatch(name)))
