"""A server is killed at each step of an operation, and its caller retries.

The server is restarted after each kill and killed again at the next step.
"""

import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from typing import Any, Final, TypeAlias

import pytest
from attrs import evolve, frozen

from seller_orders.adapters.outbound.sql.orders.order_reader import SqlOrderReader
from tests.integration.crash.kill_at_step import stopping
from tests.integration.http.test_server_timing import BULK, CANCEL, FULFILL, STATUS
from tests.support import order_requests
from tests.support.domain_rows import domain_rows_at
from tests.support.http_client import Answer, Client
from tests.support.migrated_sqlite import migrated_file
from tests.support.server_process import Server, serving, sqlite_url
from tests.support.servers import fresh_database

Position: TypeAlias = tuple[str, str]
"""A step, and "before" or "after" it."""


@frozen
class Change:
    """An operation on one order, and the number of its steps before the commit."""

    method: str
    path: str
    body: dict[str, Any]
    steps: Sequence[str]
    committed_after: int

    @property
    def before_the_commit(self) -> list[Position]:
        """All positions before the commit."""
        steps = self.steps[: self.committed_after]
        return [*((step, "before") for step in steps), (steps[-1], "after")]

    @property
    def after_the_commit(self) -> list[Position]:
        """All positions after the commit."""
        steps = self.steps[self.committed_after :]
        return [*((step, "before") for step in steps), (steps[-1], "after")]

    def send(self, client: Client, order_id: str) -> Answer:
        """Send the change under the order's key."""
        body = self.body | ({"order_ids": [order_id]} if self.steps is BULK else {})
        send = client.patch if self.method == "PATCH" else client.post
        return send(self.path.format(order_id), body, Idempotency_Key=f"key-{order_id}")


_ALL: Final = {"reason": "fraud", "refund": True, "restock": True, "notify_customer": True}
_TAGS: Final = {"action": "add_tags", "data": {"tags": ["gift"]}}
_UNIT: Final = {"items": [{"id": "iid_001", "quantity": 1}]}
CHANGES: Final = {
    "status": Change("PATCH", "/orders/{}/status", {"status": "processing"}, STATUS, 4),
    "fulfill": Change("POST", "/orders/{}/fulfillments", _UNIT, FULFILL, 4),
    "cancel": Change("POST", "/orders/{}/cancel", _ALL, CANCEL, 6),
    "bulk": Change("PATCH", "/orders/bulk", _TAGS, BULK, 2),
}


@frozen
class Place:
    """A database with orders, and a client that changes them."""

    url: str
    client: Client
    order_ids: Iterator[str]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def place(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("place")
    with fresh_database() as postgresql:
        file = migrated_file(folder / "orders.db")
        url = postgresql if request.param == "postgresql" else sqlite_url(file)
        with serving(folder, url) as server:
            client = server.client()
            ids = [order_requests.create_order(client)["order_id"] for _ in range(12)]
        yield Place(url, client, iter(ids))


@contextmanager
def doomed(url: str, folder: Path, position: Position) -> Iterator[Server]:
    """Serve until the server dies at the position."""
    with serving(folder, url, main=stopping(*position)) as server:
        yield server


def is_killed_by(server: Server, change: Change, client: Client, order_id: str) -> None:
    """Send a change during which the server dies."""
    with pytest.raises((OSError, HTTPException)):
        change.send(evolve(client, port=server.port), order_id)
    assert server.process.wait() == -signal.SIGKILL


def effects(url: str, domain_id: str, order_id: str) -> dict[str, Any]:
    """Return all effects of a change in the database."""
    with domain_rows_at(url) as stored:
        order = SqlOrderReader(stored.engine).order(domain_id, order_id).unwrap()
        sent = {
            channel: [
                (row.message_id, row.version)
                for row in stored.messages(domain_id, channel)
                if row.order_id == order_id
            ]
            for channel in ("event", "log", "payment")
        }
        restocked = [row for row in stored.restocks(domain_id) if row.order_id == order_id]
        keys = [row.key for row in stored.answers(domain_id) if row.key == f"key-{order_id}"]
    return {"version": order.version, "restocked": restocked, "keys": keys, **sent}


@pytest.mark.parametrize("name", CHANGES)
def test_retry_after_kill_takes_effect_once(place: Place, name: str, tmp_path: Path):
    url, client, change = place.url, place.client, CHANGES[name]
    before, after = change.before_the_commit, change.after_the_commit
    if not url.startswith("sqlite"):
        # Only the commit differs between databases: other steps are tried on one.
        before, after = before[-1:], after[:1]
    ids = [next(place.order_ids) for _ in after]
    untouched = effects(url, client.domain_id, ids[0])

    for position in before:
        with doomed(url, tmp_path, position) as server:
            is_killed_by(server, change, client, ids[0])
        assert effects(url, client.domain_id, ids[0]) == untouched, position

    # The first position is the retry that reaches its commit.
    for order_id, position in zip(ids, after, strict=True):
        with doomed(url, tmp_path, position) as server:
            is_killed_by(server, change, client, order_id)
        assert effects(url, client.domain_id, order_id)["version"] == 2, position

    with serving(tmp_path, url) as server:
        for order_id in ids:
            done = effects(url, client.domain_id, order_id)
            replayed = change.send(evolve(client, port=server.port), order_id)
            again = change.send(evolve(client, port=server.port), order_id)

            assert replayed.headers["Idempotent-Replayed"] == "true"
            assert replayed.status in {200, 201}
            assert again.body == replayed.body
            assert effects(url, client.domain_id, order_id) == done
            assert [version for _, version in done["event"]] == [1, 2]
            assert len(done["keys"]) == 1
            is_cancelled = name == "cancel"
            assert len(done["payment"]) == len(done["log"]) == int(is_cancelled)
            assert len(done["restocked"]) == 2 * int(is_cancelled)
