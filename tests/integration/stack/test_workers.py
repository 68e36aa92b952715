"""Servers with several worker processes."""

import os
import signal
from pathlib import Path

import pytest

from tests.support import order_requests
from tests.support.outbox_rows import OutboxRows
from tests.support.server_process import serving
from tests.support.servers import fresh_database, is_listened_to, redis_url
from tests.support.waiting import wait_until


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


@pytest.mark.parametrize("workers", [1, 2])
def test_workers_end_with_a_killed_server(tmp_path: Path, workers: int):
    with serving(tmp_path, workers=workers) as server:
        os.kill(server.process.pid, signal.SIGKILL)

        wait_until(lambda: not is_listened_to(server.port), lambda: "a worker goes on")
