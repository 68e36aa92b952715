"""Servers with several worker processes."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import order_requests
from tests.support.outbox_rows import OutboxRows
from tests.support.server_process import environment, free_port, serving, sqlite_url
from tests.support.servers import fresh_database, is_listened_to, redis_url
from tests.support.waiting import wait_until

STOPPED_BEFORE_THE_FORK = """
import gc
import sys

from seller_orders.adapters.inbound.server.draining_server import DrainingServer
from seller_orders.bootstrap import cli

DrainingServer.serve = lambda *_, **__: print(gc.get_freeze_count(), *sys.modules)
cli.main()
"""


def test_several_workers_without_redis_have_no_cache(tmp_path: Path):
    with fresh_database() as url, serving(tmp_path, url, workers=2) as server:
        client = server.client()
        order = order_requests.create_order(client)

        uses = {client.get(f"/orders/{order['order_id']}").headers["X-Cache"] for _ in range(8)}

        assert uses == {"bypass"}
        assert "the cache is off" in server.log.read_text()


def test_several_workers_share_the_redis_cache(tmp_path: Path):
    with (
        fresh_database() as url,
        serving(tmp_path, url, workers=2, REDIS_URL=redis_url()) as server,
    ):
        client = server.client()
        order = order_requests.create_order(client)
        path = f"/orders/{order['order_id']}"
        OutboxRows(url).wait_until_delivered()

        uses = [client.get(path).headers["X-Cache"] for _ in range(8)]
        for status in ("confirmed", "processing") * 5:
            written = order_requests.set_status(client, order, status)
            assert client.get(path).json["version"] == written["version"]

        assert uses == ["miss"] + ["hit"] * 7
        assert "the cache is off" not in server.log.read_text()


def test_workers_share_the_modules_of_the_server(tmp_path: Path):
    """Modules that are loaded, and frozen, before the fork are in memory once."""
    arguments = ("serve", "--port", str(free_port()))

    stopped = subprocess.run(
        [sys.executable, "-c", STOPPED_BEFORE_THE_FORK, *arguments],
        env=environment(sqlite_url(tmp_path / "orders.db")),
        check=True,
        capture_output=True,
        text=True,
    )

    frozen, *modules = stopped.stdout.split()
    assert int(frozen) > 100_000
    assert {"flask", "seller_orders.adapters.inbound.http.app"} <= set(modules)


@pytest.mark.parametrize("workers", [1, 2])
def test_workers_end_with_a_killed_server(tmp_path: Path, workers: int):
    with serving(tmp_path, workers=workers) as server:
        os.kill(server.process.pid, signal.SIGKILL)

        wait_until(lambda: not is_listened_to(server.port), lambda: "a worker goes on")
