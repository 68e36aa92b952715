"""SQLite files with all tables: a copy of one is much faster than a migration."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from seller_orders.adapters.outbound.sql.connection.engine import open_engine
from seller_orders.adapters.outbound.sql.schema import migration_runner


def migrated_file(path: Path) -> Path:
    """Return the path of a migrated database; create it if there is no such file."""
    if not path.exists():
        path.write_bytes(_migrated())
    return path


@cache
def _migrated() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "empty.db"
        engine = open_engine(f"sqlite:///{path}")
        migration_runner.migrate(engine)
        engine.dispose()
        return path.read_bytes()
