from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from seller_orders.adapters.outbound.sql.connection.engine import open_engine, transaction
from tests.support.server_process import sqlite_url

FILES = 60
AT_ONCE = 6


def test_several_processes_may_connect_to_a_new_file_at_once(tmp_path: Path):
    """Each has an engine of its own, and sets the mode of the file."""
    start = Barrier(AT_ONCE)

    def connect(number: int) -> str:
        engine = open_engine(sqlite_url(tmp_path / f"{number}.db"))
        start.wait()
        with transaction(engine) as connection:
            mode: str = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
        engine.dispose()
        return mode

    with ThreadPoolExecutor(AT_ONCE) as threads:
        modes = [mode for n in range(FILES) for mode in threads.map(connect, [n] * AT_ONCE)]

    assert modes == ["wal"] * FILES * AT_ONCE
