"""The command as a process: run to its end, or serving while a block runs."""

import os
import signal
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from http.client import HTTPException
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, TypeAlias, TypeVar
from uuid import uuid4

from attrs import frozen

from seller_orders.adapters.outbound.memory.no_order_cache import NoOrderCache
from seller_orders.application.access import Scope
from seller_orders.application.commands.manage_access_keys import CreateAccessKey
from seller_orders.application.use_cases import UseCases
from seller_orders.bootstrap import cli
from seller_orders.bootstrap.runtime import build_runtime
from seller_orders.settings import Settings
from tests.support.domain_rows import DomainRows
from tests.support.forked_command import ForkedCommand, Main, start
from tests.support.http_client import Client
from tests.support.migrated_sqlite import migrated_file
from tests.support.time_limits import LONG, TimeLimits
from tests.support.waiting import WITHIN_S, wait_until

T = TypeVar("T")
R = TypeVar("R")

Ended: TypeAlias = "subprocess.CompletedProcess[bytes]"
COMMAND: Final = str(Path(sys.executable).with_name("seller-orders"))
"""The installed command, for tests that need a new interpreter."""

_ROOT: Final = Path(__file__).parents[2]
_SIGNAL_INTERVAL_S: Final = 5.0
_PORTS_EACH: Final = 2_000
_FIRST_PORT: Final = 10_000 + _PORTS_EACH * int(os.environ.get("PYTEST_XDIST_WORKER", "gw9")[2:])
# Parallel test runs on this machine start at different ports.
_PORTS: Final = cycle(
    _FIRST_PORT + (os.getpid() + count) % _PORTS_EACH for count in range(_PORTS_EACH)
)
_RESERVED_AT_ONCE: Final = 100
_reservations: Final = deque[socket.socket]()


def sqlite_url(file: Path) -> str:
    """Return the URL of a database file."""
    return f"sqlite:///{file}"


def environment(url: str, **settings: str) -> dict[str, str]:
    """Return this environment with these settings alone, named without their prefix."""
    rest = {name: value for name, value in os.environ.items() if "SELLER_ORDERS" not in name}
    given = {f"SELLER_ORDERS_{name}": value for name, value in settings.items()}
    python_path = {"PYTHONPATH": os.pathsep.join((str(_ROOT), str(_ROOT / "tests/fence/site")))}
    return {**rest, **python_path, "SELLER_ORDERS_DATABASE_URL": url, **given}


def run(
    url: str,
    *arguments: str,
    stdin: bytes = b"",
    limits: TimeLimits = LONG,
    settings: Mapping[str, str] | None = None,
) -> Ended:
    """Run the command to its end, or kill it after five minutes."""
    with TemporaryDirectory() as folder:
        given, stdout, stderr = (Path(folder, name) for name in ("in", "out", "err"))
        given.write_bytes(stdin)
        variables = environment(url, **(settings or {}))
        running = start(arguments, variables, stdout, stderr, given, limits=limits)
        try:
            ended = running.wait(5 * WITHIN_S)
        finally:
            running.kill()
        said = stdout.read_bytes(), stderr.read_bytes()
    return subprocess.CompletedProcess(running.args, ended, *said)


def succeed(url: str, *arguments: str, stdin: bytes = b"") -> bytes:
    """Run the command, assert that it succeeds, and return its output."""
    ended = run(url, *arguments, stdin=stdin)
    assert ended.returncode == 0, ended.stderr.decode()
    return ended.stdout


def side_by_side(calls: Mapping[T, Callable[[], R]]) -> dict[T, R]:
    """Make independent calls in parallel."""
    with ThreadPoolExecutor(4) as pool:
        return dict(zip(calls, pool.map(lambda call: call(), calls.values()), strict=True))


@frozen
class Server:
    """A running server.

    ``relay_log`` is the log of the process that delivers its messages. ``stored`` reads its
    database. Its clients may reuse connections if it is a single process.
    """

    port: int
    url: str
    log: Path
    relay_log: Path
    process: ForkedCommand
    stored: DomainRows
    _use_cases: UseCases
    reuses_connections: bool = False

    def client(self, *scopes: Scope, domain_id: str | None = None) -> Client:
        """Return a client with a new key, by default in a new domain.

        The use case creates the key, because starting the command takes a second.
        """
        domain_id = domain_id or f"dom_{uuid4().hex[:12]}"
        cli = CreateAccessKey(domain_id=domain_id, scopes=frozenset(scopes or Scope))
        created = self._use_cases.keys.create(cli).unwrap()
        return self.anybody(domain_id).with_key(created.secret)

    def admin_key(self) -> str:
        """Return a new installation key."""
        return self._use_cases.keys.of_installation.create()

    def anybody(self, domain_id: str) -> Client:
        """Return a client without a key."""
        return Client(
            port=self.port, domain_id=domain_id, reuses_connections=self.reuses_connections
        )


@contextmanager
def serving(
    folder: Path,
    url: str | None = None,
    *,
    workers: int = 1,
    options: Sequence[str] = (),
    main: Main = cli.main,
    limits: TimeLimits = LONG,
    **settings: str,
) -> Iterator[Server]:
    """Serve a database, by default a new file in the folder, while the block runs."""
    url = url or sqlite_url(migrated_file(folder / "orders.db"))
    port, log = free_port(), folder / "server.log"
    arguments = ("serve", "--port", str(port), "--workers", str(workers), *options)
    with process(url, log, *arguments, main=main, limits=limits, **settings) as server:
        wait_until_ready(server, port, log)
        with served_at(port, url, log, server, schema=settings.get("SCHEMA")) as up:
            yield up


@contextmanager
def served_at(
    port: int,
    url: str,
    log: Path,
    process: ForkedCommand,
    relay_log: Path | None = None,
    schema: str | None = None,
) -> Iterator[Server]:
    """Provide a server that runs already, with access to its database."""
    runtime = build_runtime(Settings(database_url=url, schema=schema), NoOrderCache())
    try:
        stored = DomainRows(runtime.engine)
        yield Server(port, url, log, relay_log or log, process, stored, runtime.use_cases)
    finally:
        runtime.engine.dispose()


@contextmanager
def process(
    url: str,
    log: Path,
    *arguments: str,
    main: Main = cli.main,
    limits: TimeLimits = LONG,
    **settings: str,
) -> Iterator[ForkedCommand]:
    """Run the command while the block runs, then end it."""
    log.write_bytes(b"")
    running = start(arguments, environment(url, **settings), log, log, main=main, limits=limits)
    try:
        yield running
    finally:
        _interrupt(running)
        running.kill()


def _interrupt(running: ForkedCommand) -> None:
    # SIGINT stops at once; SIGTERM would drain first. A process may miss one while it starts.
    for _ in range(int(WITHIN_S / _SIGNAL_INTERVAL_S)):
        running.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            running.wait(_SIGNAL_INTERVAL_S)
            return


def wait_until_ready(
    server: "ForkedCommand | subprocess.Popen[bytes]", port: int, log: Path
) -> None:
    """Wait until /readyz returns 200."""
    client = Client(port=port, domain_id="none")

    def is_ready() -> bool:
        assert server.poll() is None, f"the server has ended:\n{log.read_text()}"
        with suppress(OSError, HTTPException):
            return client.send("GET", "/readyz").status == 200
        return False

    wait_until(is_ready, log.read_text)


def wait_until_free(port: int) -> None:
    """Wait until a port can be listened on again."""

    def is_free() -> bool:
        with suppress(OSError):
            socket.create_server(("127.0.0.1", port)).close()
            return True
        return False

    wait_until(is_free)


def free_port() -> int:
    """Return a loopback port that is free.

    It is outside of the system's ephemeral range and not reused soon, so that a killed server finds
    its port free when it restarts. A UDP socket on the same number reserves it from other test runs
    until the server listens.
    """
    if len(_reservations) == _RESERVED_AT_ONCE:
        _reservations.popleft().close()
    while True:
        port = next(_PORTS)
        reservation = socket.socket(type=socket.SOCK_DGRAM)
        with socket.socket() as probe, suppress(OSError):
            reservation.bind(("127.0.0.1", port))
            probe.bind(("127.0.0.1", port))
            _reservations.append(reservation)
            return port
        reservation.close()
