"""The command as a process of its own: run to its end, or serving until the test is over."""

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
from seller_orders.application.commands.access_keys import CreateAccessKey
from seller_orders.application.use_cases import UseCases
from seller_orders.bootstrap import command
from seller_orders.bootstrap.runtime import wire
from seller_orders.settings import Settings
from tests.support.forked_command import ForkedCommand, Main, start
from tests.support.http_client import Client
from tests.support.time_limits import LONG, TimeLimits
from tests.support.waiting import WITHIN_S, wait_until

T = TypeVar("T")
R = TypeVar("R")

Ended: TypeAlias = "subprocess.CompletedProcess[bytes]"
COMMAND: Final = str(Path(sys.executable).with_name("seller-orders"))
"""The command itself, for who has to start it from nothing."""

_ROOT: Final = Path(__file__).parents[2]
_PORTS_EACH: Final = 2_000
_FIRST_PORT: Final = 10_000 + _PORTS_EACH * int(os.environ.get("PYTEST_XDIST_WORKER", "gw9")[2:])
# Another run on this machine begins elsewhere.
_PORTS: Final = cycle(
    _FIRST_PORT + (os.getpid() + count) % _PORTS_EACH for count in range(_PORTS_EACH)
)
_RESERVED_AT_ONCE: Final = 100
_reservations: Final = deque[socket.socket]()


def sqlite_url(file: Path) -> str:
    """Return the URL of a database file."""
    return f"sqlite:///{file}"


def environment(url: str, **settings: str) -> dict[str, str]:
    """Return this environment with no settings but these, named without their prefix."""
    rest = {name: value for name, value in os.environ.items() if "SELLER_ORDERS" not in name}
    given = {f"SELLER_ORDERS_{name}": value for name, value in settings.items()}
    listening = {"PYTHONPATH": os.pathsep.join((str(_ROOT), str(_ROOT / "tests/fence/site")))}
    return {**rest, **listening, "SELLER_ORDERS_DATABASE_URL": url, **given}


def run(
    url: str, *arguments: str, stdin: bytes = b"", settings: Mapping[str, str] | None = None
) -> Ended:
    """Run the command to its end, which comes within some minutes or by force."""
    with TemporaryDirectory() as folder:
        given, stdout, stderr = (Path(folder, name) for name in ("in", "out", "err"))
        given.write_bytes(stdin)
        running = start(arguments, environment(url, **(settings or {})), stdout, stderr, given)
        try:
            ended = running.wait(5 * WITHIN_S)
        finally:
            running.kill()
        said = stdout.read_bytes(), stderr.read_bytes()
    return subprocess.CompletedProcess(running.args, ended, *said)


def succeed(url: str, *arguments: str, stdin: bytes = b"") -> bytes:
    """Run the command to its good end, and return what it prints."""
    ended = run(url, *arguments, stdin=stdin)
    assert ended.returncode == 0, ended.stderr.decode()
    return ended.stdout


def side_by_side(calls: Mapping[T, Callable[[], R]]) -> dict[T, R]:
    """Make calls that have nothing to do with each other: most of a command's time is its start."""
    with ThreadPoolExecutor(4) as pool:
        return dict(zip(calls, pool.map(lambda call: call(), calls.values()), strict=True))


@frozen
class Server:
    """A server that is up; ``relay_log`` is where it says what it has delivered."""

    port: int
    url: str
    log: Path
    relay_log: Path
    process: ForkedCommand
    _use_cases: UseCases

    def client(self, *scopes: Scope, domain_id: str | None = None) -> Client:
        """Return a client with a key of its own; without a domain, it gets one that is new.

        The key comes from the application rather than the command, which takes a second to start.
        """
        domain_id = domain_id or f"dom_{uuid4().hex[:12]}"
        command = CreateAccessKey(domain_id=domain_id, scopes=frozenset(scopes or Scope))
        return Client(port=self.port, domain_id=domain_id, key=self._use_cases.create_key(command))

    def anybody(self, domain_id: str) -> Client:
        """Return a client without a key."""
        return Client(port=self.port, domain_id=domain_id)


@contextmanager
def serving(
    folder: Path,
    url: str | None = None,
    *,
    workers: int = 1,
    options: Sequence[str] = (),
    main: Main = command.main,
    limits: TimeLimits = LONG,
    **settings: str,
) -> Iterator[Server]:
    """Serve a database, by default a scratch file in the folder, while the block runs."""
    url = url or sqlite_url(folder / "orders.db")
    port, log = free_port(), folder / "server.log"
    arguments = ("serve", "--port", str(port), "--workers", str(workers), *options)
    with process(url, log, *arguments, main=main, limits=limits, **settings) as server:
        wait_until_ready(server, port, log)
        with served_at(port, url, log, server) as up:
            yield up


@contextmanager
def served_at(
    port: int, url: str, log: Path, process: ForkedCommand, relay_log: Path | None = None
) -> Iterator[Server]:
    """A server that is up, and whose database hands out keys while the block runs."""
    runtime = wire(Settings(database_url=url), NoOrderCache())
    try:
        yield Server(port, url, log, relay_log or log, process, runtime.use_cases)
    finally:
        runtime.engine.dispose()


@contextmanager
def process(
    url: str,
    log: Path,
    *arguments: str,
    main: Main = command.main,
    limits: TimeLimits = LONG,
    **settings: str,
) -> Iterator[ForkedCommand]:
    """Run the command while the block runs; it is ended by its id whatever happens."""
    log.write_bytes(b"")
    running = start(arguments, environment(url, **settings), log, log, main=main, limits=limits)
    try:
        yield running
    finally:
        # As from a terminal: at once, where SIGTERM would let it drain.
        running.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            running.wait()
        running.kill()


def wait_until_ready(server: ForkedCommand, port: int, log: Path) -> None:
    """Wait for /readyz to say so."""
    nobody = Client(port=port, domain_id="none")

    def is_ready() -> bool:
        assert server.poll() is None, f"the server has ended:\n{log.read_text()}"
        with suppress(OSError, HTTPException):
            return nobody.send("GET", "/readyz").status == 200
        return False

    wait_until(is_ready, log.read_text)


def wait_until_free(port: int) -> None:
    """Wait until those who had a port are gone, as whoever is to have it next."""

    def is_free() -> bool:
        with suppress(OSError):
            socket.create_server(("127.0.0.1", port)).close()
            return True
        return False

    wait_until(is_free)


def free_port() -> int:
    """Return a loopback port that nobody listens on.

    It is none that the system gives to others, nor soon given again here: who is killed finds its
    port free as it is started again, and servers that share one do not notice. Other runs on this
    machine do not get it until the server listens: the UDP port of that number is held meanwhile.
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
