"""The schema of an earlier release."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

from seller_orders.adapters.outbound.sql.connection.engine import open_engine, transaction


def bring_up_to(engine: Engine, revision: str) -> None:
    """Migrate a database to a revision."""
    config = Config()
    config.set_main_option(
        "script_location", "seller_orders.adapters.outbound.sql.schema:migrations"
    )
    with transaction(engine, writes=True) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.commit()


def sqlite_file_at(path: Path, revision: str) -> None:
    """Write a database with the schema of a revision: a copy is faster than a migration."""
    path.write_bytes(_sqlite_at(revision))


@cache
def _sqlite_at(revision: str) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "earlier.db"
        engine = open_engine(f"sqlite:///{path}")
        bring_up_to(engine, revision)
        engine.dispose()
        return path.read_bytes()
