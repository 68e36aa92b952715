"""SQLite files that are deleted, moved or replaced while a server runs."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.support import order_requests, waiting
from tests.support.http_client import Answer, Client
from tests.support.migrated_sqlite import migrated_file
from tests.support.server_process import Server, serving, sqlite_url, succeed

NOT_READY_WITHIN_S = 5.0
READY_AGAIN_WITHIN_S = 20.0


def backup(file: Path) -> Path:
    """Back up an empty database to one file, and return the file."""
    scratch = file.with_suffix(".scratch")
    succeed(sqlite_url(scratch), "migrate")
    with closing(sqlite3.connect(scratch)) as connection:
        connection.execute("VACUUM INTO ?", (str(file),))
    return file


def delete(file: Path) -> None:
    file.unlink()


def delete_all(file: Path) -> None:
    for each in file.parent.glob(f"{file.name}*"):
        each.unlink()


def delete_log(file: Path) -> None:
    Path(f"{file}-wal").unlink()


def delete_index(file: Path) -> None:
    Path(f"{file}-shm").unlink()


def move(file: Path) -> None:
    file.rename(file.with_name("elsewhere.db"))


def move_folder(file: Path) -> None:
    file.parent.rename(file.parent.with_name("elsewhere"))


def replace_by_empty(file: Path) -> None:
    empty = file.with_name("empty")
    empty.touch()
    empty.replace(file)


def replace_by_another(file: Path) -> None:
    backup(file.parents[1] / "other.db").replace(file)


CHANGES = {
    change.__name__: change
    for change in (
        *(delete, delete_all, delete_log, delete_index),
        *(move, move_folder, replace_by_empty, replace_by_another),
    )
}


@contextmanager
def server_on(file: Path, workers: int = 1) -> Iterator[Server]:
    file.parent.mkdir()
    url = sqlite_url(migrated_file(file))
    with serving(file.parents[1], url, workers=workers, AUTH="off") as server:
        yield server


def statuses_of_writes(client: Client) -> list[int]:
    """Return the statuses of so many writes that they almost always reach each worker."""
    return [client.post("/orders", order_requests.order_document()).status for _ in range(8)]


def listed(client: Client) -> int:
    """Count the orders. A worker refuses a request as it notices that the file has changed."""

    def found() -> Answer | None:
        answer = client.get("/orders")
        assert answer.status in {200, 503}
        return answer if answer.status == 200 else None

    answer = waiting.wait_until(found)
    assert answer is not None
    total: int = answer.json["pagination"]["total"]
    return total


def wait_until(port: int, ready: int, within_s: float) -> None:
    client = Client(port=port, domain_id="dom_1")
    deadline = time.monotonic() + within_s
    while client.send("GET", "/readyz").status != ready:
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("workers", [1, 2])
def test_no_write_is_acknowledged_without_the_file(
    tmp_path: Path, change: Callable[[Path], None], workers: int
):
    file = tmp_path / "data" / "orders.db"
    with server_on(file, workers) as server:
        client = server.anybody("dom_1")
        assert statuses_of_writes(client) == [201] * 8

        change(file)
        if change not in {delete_log, delete_index}:
            refused = client.post("/orders", order_requests.order_document())
            assert (refused.status, refused.code) == (503, "unavailable")
            wait_until(server.port, 503, NOT_READY_WITHIN_S)
        # Some may be accepted again, into the new file.
        acknowledged = statuses_of_writes(client).count(201)
        if acknowledged:
            assert listed(client) >= acknowledged
        assert b"Traceback" not in server.log.read_bytes()


@pytest.mark.parametrize("change", [delete, delete_all, move], ids=lambda each: each.__name__)
def test_a_deleted_file_is_not_recreated(tmp_path: Path, change: Callable[[Path], None]):
    file = tmp_path / "data" / "orders.db"
    with server_on(file, 2) as server:
        change(file)
        statuses_of_writes(server.anybody("dom_1"))
        wait_until(server.port, 503, NOT_READY_WITHIN_S)

        assert not file.exists()


def test_a_restored_file_is_served_again(tmp_path: Path):
    file = tmp_path / "data" / "orders.db"
    with server_on(file) as server:
        client = server.anybody("dom_1")
        order = order_requests.create_order(client)
        move(file)
        wait_until(server.port, 503, NOT_READY_WITHIN_S)

        file.with_name("elsewhere.db").rename(file)
        wait_until(server.port, 200, READY_AGAIN_WITHIN_S)

        assert order_requests.get_order(client, order)["version"] == 1
        assert order_requests.create_order(client)


def test_a_backup_in_its_place_is_served(tmp_path: Path):
    file, copy = tmp_path / "data" / "orders.db", backup(tmp_path / "copy.db")
    with server_on(file) as server:
        client = server.anybody("dom_1")
        order_requests.create_order(client)
        delete_all(file)
        wait_until(server.port, 503, NOT_READY_WITHIN_S)

        copy.rename(file)
        wait_until(server.port, 200, READY_AGAIN_WITHIN_S)
        order = order_requests.create_order(client)

        assert order_requests.get_order(client, order)["version"] == 1
        assert listed(client) == 1


@pytest.mark.parametrize("change", [delete_log, delete_index], ids=lambda each: each.__name__)
def test_a_deleted_wal_loses_nothing(tmp_path: Path, change: Callable[[Path], None]):
    file = tmp_path / "data" / "orders.db"
    with server_on(file) as server:
        client = server.anybody("dom_1")
        made = [order_requests.create_order(client) for _ in range(3)]

        change(file)
        more = statuses_of_writes(client).count(201)
        wait_until(server.port, 200, READY_AGAIN_WITHIN_S)

        assert [order_requests.get_order(client, order)["version"] for order in made] == [1, 1, 1]
        assert listed(client) == 3 + more
