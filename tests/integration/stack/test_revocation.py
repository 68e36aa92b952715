"""Revoked API keys, which every process rejects soon."""

import json
from pathlib import Path

from tests.support.http_client import Client
from tests.support.server_process import serving, succeed
from tests.support.servers import fresh_database, redis_url
from tests.support.time_limits import KEY_REMEMBERED, LONG, shipped
from tests.support.waiting import wait_until

SEEN_WITHIN_S = 60
FORGETFUL = {**LONG, KEY_REMEMBERED: 1.5}


def statuses(client: Client) -> set[int]:
    """Statuses of requests on separate connections, which the kernel spreads over workers."""
    return {client.get("/orders").status for _ in range(30)}


def test_keys_are_cached_for_less_than_a_minute():
    assert shipped(KEY_REMEMBERED) < SEEN_WITHIN_S - 10


def test_every_worker_rejects_a_revoked_key(tmp_path: Path):
    with (
        fresh_database() as url,
        serving(tmp_path, url, workers=2, limits=FORGETFUL, REDIS_URL=redis_url()) as server,
    ):
        client = server.client()
        assert statuses(client) == {200}
        key_id = json.loads(succeed(url, "keys", "list"))["id"]

        succeed(url, "keys", "revoke", key_id)
        wait_until(lambda: statuses(client) == {401})

        assert statuses(client) == {401}
