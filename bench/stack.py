"""Servers of the benchmark: PostgreSQL, Redis, the product and its reference."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, LiteralString

import psutil
import psycopg
from attrs import frozen

from tests.support.server_process import free_port, sqlite_url
from tests.support.servers import (
    as_administrator,
    bare_database,
    end_servers,
    postgresql_url,
    redis_url,
    stop,
    wait_for_port,
)

COMMAND: Final = str(Path(sys.executable).with_name("seller-orders"))
_LOGGED: Final = re.compile(
    rb"LOG:  (?:statement|execute [^:]*): (?!ALTER SYSTEM|SELECT pg_reload)"
)
_ROOT: Final = Path(__file__).parents[1]


@frozen
class Server:
    """A running server and its process."""

    port: int
    process: "subprocess.Popen[bytes]"

    @property
    def worker_pid(self) -> int:
        """The process of its only worker."""
        (worker,) = psutil.Process(self.process.pid).children()
        pid: int = worker.pid
        return pid

    def resident_mb(self) -> float:
        """Return the memory of all its workers in MB."""
        workers = psutil.Process(self.process.pid).children()
        held: int = sum(each.memory_info().rss for each in workers)
        return held / 1e6


@contextmanager
def database() -> Iterator[str]:
    """Return the URL of a migrated, empty database, with fsync on as in a new installation."""
    with psycopg.connect(postgresql_url(), autocommit=True) as server:
        server.execute("ALTER SYSTEM RESET fsync")
        server.execute("SELECT pg_reload_conf()")
    with bare_database() as url:
        run(url, "migrate")
        yield url


@contextmanager
def migrated_databases() -> Iterator[Mapping[str, str]]:
    """Provide the URLs of empty databases by name, SQLite first; the servers end with the block."""
    with ExitStack() as held:
        held.callback(end_servers)
        folder = Path(held.enter_context(TemporaryDirectory(prefix="seller-orders-bench-")))
        file = sqlite_url(folder / "orders.db")
        run(file, "migrate")
        yield {"SQLite": file, "PostgreSQL": held.enter_context(database())}


def settle(url: str) -> None:
    """Run PostgreSQL's background work now: VACUUM, ANALYZE and CHECKPOINT."""
    with psycopg.connect(as_administrator(url), autocommit=True) as server:
        server.execute("VACUUM (ANALYZE)")
        server.execute("CHECKPOINT")


def messages_of(url: str, act: Callable[[], object]) -> int:
    """Return the number of statements that PostgreSQL logs during a call."""
    with psycopg.connect(as_administrator(url), autocommit=True) as server:
        (folder,) = server.execute("SHOW data_directory").fetchone() or ()
        with (Path(folder) / "log").open("rb") as log:
            log.seek(0, os.SEEK_END)
            _log_statements(server, "all")
            act()
            _log_statements(server, "none")
            return len(_LOGGED.findall(log.read()))


def _log_statements(server: psycopg.Connection[Any], which: LiteralString) -> None:
    server.execute(f"ALTER SYSTEM SET log_statement = '{which}'")
    server.execute("SELECT pg_reload_conf()")
    # Each server process reads the setting between two statements.
    time.sleep(0.5)


def run(url: str, *arguments: str) -> None:
    """Run the command; raise an error if it fails."""
    subprocess.run([COMMAND, *arguments], env=_environment(url), check=True)


def key(url: str, domain_id: str) -> str:
    """Return a new API key with all scopes."""
    command = [COMMAND, "keys", "create", "--domain", domain_id]
    made = subprocess.run(command, env=_environment(url), check=True, capture_output=True)
    return made.stdout.decode().strip()


def peak_mb(url: str, *arguments: str) -> float:
    """Run the command, and return its peak memory in MB."""
    with subprocess.Popen([COMMAND, *arguments], env=_environment(url)) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"seller-orders {' '.join(arguments)} failed")
    return used.ru_maxrss * 1024 / 1e6


@contextmanager
def product(
    url: str, log: Path, *options: str, redis: bool = False, workers: int = 1, **settings: str
) -> Iterator[Server]:
    """Serve the product, as it is shipped but for the given settings."""
    port = free_port()
    given = ["--port", str(port), "--workers", str(workers), *options]
    if redis:
        settings["REDIS_URL"] = redis_url()
    with _serving([COMMAND, "serve", *given], port, _environment(url, **settings), log) as server:
        yield server


@contextmanager
def reference(url: str, log: Path, workers: int = 1) -> Iterator[Server]:
    """Serve bare Flask routes on hand-written SQL; their role bypasses row-level security."""
    port = free_port()
    arguments = [str(port), str(workers), as_administrator(url), redis_url()]
    command = [sys.executable, "-m", "bench.reference", *arguments]
    with _serving(command, port, dict(os.environ), log) as server:
        yield server


@contextmanager
def _serving(
    command: Sequence[str], port: int, environment: Mapping[str, str], log: Path
) -> Iterator[Server]:
    with log.open("ab") as said:
        process = subprocess.Popen(
            command, env=dict(environment), cwd=_ROOT, stdout=said, stderr=said
        )
        try:
            wait_for_port(port)
            yield Server(port, process)
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                stop(process)


def _environment(url: str, **settings: str) -> dict[str, str]:
    rest = {name: value for name, value in os.environ.items() if "SELLER_ORDERS" not in name}
    given = {f"SELLER_ORDERS_{name}": value for name, value in settings.items()}
    return {**rest, "SELLER_ORDERS_DATABASE_URL": url, **given}
