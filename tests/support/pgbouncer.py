"""PgBouncer in transaction mode, in front of the PostgreSQL of the tests.

It hands out its connections in rotation, so that state of a session is lost or seen by others.
"""

import os
import shutil
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

from sqlalchemy import URL, make_url

from tests.support.server_process import free_port
from tests.support.servers import running_until_the_end, stop, wait_for_port

HOW_TO_INSTALL: Final = "PgBouncer is missing; install it: apt-get install pgbouncer"

# Few connections, so that clients share them.
_CONFIGURATION: Final = """
[databases]
* = {server}

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
pool_mode = transaction
server_round_robin = 1
default_pool_size = 5
max_client_conn = 1000
auth_type = trust
auth_file = {folder}/users
"""


def executable() -> str | None:
    """Return the path of PgBouncer, None if it is not installed."""
    return shutil.which("pgbouncer", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin")


def pooled(url: str) -> str:
    """Return the URL of a database through a PgBouncer that runs until the tests end."""
    direct = make_url(url)
    port = _start(direct.set(database=None))
    through: URL = direct.set(host="127.0.0.1", port=port, query={})
    return through.render_as_string(hide_password=False)


def pooled_if_installed(url: str) -> str:
    """Return the URL through PgBouncer; without PgBouncer, the URL itself."""
    return pooled(url) if executable() else url


@cache
def _start(server: URL) -> int:
    command = executable()
    assert command is not None, HOW_TO_INSTALL
    folder, port = Path(mkdtemp(prefix="seller-orders-pgbouncer-")), free_port()
    running_until_the_end(shutil.rmtree, folder)
    address = _address(server)
    settings = {"server": " ".join(f"{name}={value}" for name, value in address.items())}
    configuration = folder / "pgbouncer.ini"
    configuration.write_text(_CONFIGURATION.format(port=port, folder=folder, **settings))
    (folder / "users").write_text(f'"{server.username}" "{server.password}"\n')
    folder.chmod(0o755)
    arguments = [command, "-q", *_unprivileged(address), str(configuration)]
    # It would keep the tests' own output open.
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    running_until_the_end(stop, process)
    wait_for_port(port)
    return port


def _address(server: URL) -> Mapping[str, object]:
    host = server.host or server.query.get("host", "127.0.0.1")
    return {"host": host, "port": server.port or 5432}


def _unprivileged(address: Mapping[str, object]) -> list[str]:
    # PgBouncer refuses to run as root. The owner of a socket's folder can use the socket.
    if os.getuid() != 0:
        return []
    socket = Path(str(address["host"]))
    owner = socket.owner() if socket.is_absolute() else "root"
    return ["-u", "nobody" if owner == "root" else owner]
