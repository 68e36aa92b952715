"""Bringing a database's schema up, and telling how far up it is."""

from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect

from seller_orders.adapters.outbound.sql.engine import connected

_MIGRATIONS: Final = "seller_orders.adapters.outbound.sql:migrations"


def migrate(engine: Engine) -> None:
    """Bring the schema up to what this release works with."""
    with connected(engine, writes=True) as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()


def is_current(engine: Engine) -> bool:
    """Tell whether the schema is the one that this release works with."""
    with connected(engine) as connection:
        revision = MigrationContext.configure(connection).get_current_revision()
    return revision == ScriptDirectory.from_config(_config()).get_current_head()


def is_empty(engine: Engine) -> bool:
    """Tell whether the database has no table at all."""
    with connected(engine) as connection:
        return not inspect(connection).get_table_names()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", _MIGRATIONS)
    return config
