from http.client import HTTPException
from pathlib import Path

import pytest
from attrs import evolve

from tests.integration.crash.kill_at_step import stopping
from tests.support.order_requests import create_order, get_order
from tests.support.server_process import serving
from tests.support.servers import fresh_database, redis_url


def test_replay_invalidates_the_cache_after_a_kill(
    tmp_path: Path,
):
    for name in ("doomed", "living"):
        (tmp_path / name).mkdir()
    dies = stopping("invalidate_cache", "before")
    alone, redis = ("--no-relay",), redis_url()
    with (
        fresh_database() as url,
        serving(tmp_path / "living", url, options=alone, REDIS_URL=redis) as living,
        serving(tmp_path / "doomed", url, main=dies, options=alone, REDIS_URL=redis) as doomed,
    ):
        client = living.client()
        order = create_order(client)
        path = f"/orders/{order['order_id']}/status"
        get_order(client, order)

        with pytest.raises((OSError, HTTPException)):
            evolve(client, port=doomed.port).patch(path, {"status": "shipped"}, Idempotency_Key="k")
        unaware = get_order(client, order)
        repeated = client.patch(path, {"status": "shipped"}, Idempotency_Key="k")

        assert unaware["version"] == 1
        assert repeated.headers["Idempotent-Replayed"] == "true"
        assert get_order(client, order)["version"] == repeated.json["version"] == 2
