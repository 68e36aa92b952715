import signal
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import event

from seller_orders import embed
from seller_orders.adapters.outbound.sql.connection.engine import open_engine
from seller_orders.adapters.outbound.sql.schema.schema_version import ensure_usable
from seller_orders.application.commands.manage_access_keys import CreateAccessKey
from tests.integration.cli.import_export import exported
from tests.support import order_requests
from tests.support.http_client import Client
from tests.support.server_process import (
    Ended,
    free_port,
    process,
    run,
    serving,
    side_by_side,
    sqlite_url,
    succeed,
    wait_until_ready,
)

COMMANDS = [
    "serve --port {port}",
    "import - --domain dom_1",
    "export --domain dom_1",
    "keys list",
]


def execute(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(statement)


def tables(file: Path) -> set[str]:
    with closing(sqlite3.connect(file)) as connection:
        return {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}


def call(file: Path, command: str) -> Ended:
    return run(sqlite_url(file), *command.format(port=free_port()).split())


@pytest.fixture(scope="module")
def of_an_old_database(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ended]:
    file = tmp_path_factory.mktemp("behind") / "orders.db"
    embed(sqlite_url(file))
    execute(file, "DELETE FROM alembic_version")
    return side_by_side({command: partial(call, file, command) for command in COMMANDS})


@pytest.mark.parametrize("command", COMMANDS)
def test_an_outdated_schema_is_refused_with_the_fix(
    of_an_old_database: dict[str, Ended], command: str
):
    ended = of_an_old_database[command]

    assert (ended.returncode, ended.stdout) == (1, b"")
    [line] = ended.stderr.decode().splitlines()
    assert "seller-orders migrate" in line


def test_a_foreign_database_is_not_changed(tmp_path: Path):
    file = tmp_path / "other.db"
    execute(file, "CREATE TABLE recipes (name TEXT)")

    ended = call(file, "serve --port {port}")

    assert ended.returncode == 1
    assert tables(file) == {"recipes"}


def test_migrate_can_be_repeated_and_keeps_data(tmp_path: Path):
    url = sqlite_url(tmp_path / "orders.db")
    embed(url).keys.create(CreateAccessKey(domain_id="dom_1")).unwrap()

    succeed(url, "migrate")

    assert [key.domain_id for key in embed(url).keys.list_all()] == ["dom_1"]


def test_a_server_creates_the_schema_in_an_empty_file(
    tmp_path: Path,
):
    file, log, port = tmp_path / "orders.db", tmp_path / "server.log", free_port()
    file.touch()
    with process(sqlite_url(file), log, "serve", "--port", str(port), AUTH="off") as running:
        wait_until_ready(running, port, log)
        order = order_requests.create_order(Client(port=port, domain_id="dom_1"))

        running.send_signal(signal.SIGTERM)

        assert running.wait() == 0
    assert order["order_id"].encode() in exported(sqlite_url(file), "dom_1")


def test_another_process_may_create_the_schema_meanwhile(tmp_path: Path):
    url = sqlite_url(tmp_path / "orders.db")
    engine = open_engine(url)
    others = iter([lambda: embed(url)])

    # The other process creates the schema between two checks of this one.
    event.listen(engine, "checkin", lambda *_: next(others, lambda: None)())
    try:
        ensure_usable(engine)
    finally:
        engine.dispose()

    assert "orders" in tables(tmp_path / "orders.db")


def test_an_outdated_schema_makes_a_server_not_ready(tmp_path: Path):
    with serving(tmp_path) as server:
        client = server.anybody("dom_1")
        execute(tmp_path / "orders.db", "DELETE FROM alembic_version")

        ready, alive = client.send("GET", "/readyz"), client.send("GET", "/healthz")

    assert (ready.status, alive.status) == (503, 200)
    assert ready.headers["Content-Type"] == "application/problem+json"
    assert int(ready.headers["Retry-After"]) >= 1
