"""SQLite files with all tables: a copy of one is much faster than a migration."""

from functools import cache
from pathlib import Path

from seller_orders.adapters.outbound.sql.connection.engine import open_engine
from seller_orders.adapters.outbound.sql.schema import migration_runner
from tests.support.run_folder import made_once, run_folder


def migrated_file(path: Path) -> Path:
    """Return the path of a migrated database; create it if there is no such file."""
    if not path.exists():
        write_migrated(path)
    return path


def write_migrated(path: Path) -> None:
    """Write an empty database, perhaps over one that nothing is connected to."""
    path.write_bytes(_migrated())


@cache
def _migrated() -> bytes:
    return Path(made_once("migrated-sqlite", _new_migrated)).read_bytes()


def _new_migrated() -> str:
    path = run_folder() / "migrated.db"
    engine = open_engine(f"sqlite:///{path}")
    migration_runner.migrate(engine)
    engine.dispose()
    return str(path)
