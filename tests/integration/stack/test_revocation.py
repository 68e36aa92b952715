"""A key that is taken back lets nobody in any more, whichever process they come to."""

import json
import time
from pathlib import Path

from seller_orders.adapters.outbound.memory import access_keys
from tests.integration.http_client import Client
from tests.integration.server_process import serving, succeed
from tests.integration.short_bounds import REMEMBERED_S, short_bounds
from tests.servers import fresh_database, redis_url

SEEN_WITHIN_S = 60
SLACK_S = 3.0


def statuses(client: Client) -> set[int]:
    """Of requests on connections of their own, which the kernel shares out between the workers."""
    return {client.get("/orders").status for _ in range(30)}


def test_a_key_is_remembered_for_less_than_a_revocation_may_take():
    assert vars(access_keys)["_REMEMBERED_S"] < SEEN_WITHIN_S - 10


def test_a_revoked_key_is_refused_by_every_worker_once_it_is_forgotten(tmp_path: Path):
    with (
        fresh_database() as url,
        serving(tmp_path, url, workers=2, main=short_bounds, REDIS_URL=redis_url()) as server,
    ):
        client = server.client()
        assert statuses(client) == {200}
        key_id = json.loads(succeed(url, "keys", "list"))["id"]

        succeed(url, "keys", "revoke", key_id)
        revoked = time.monotonic()
        while statuses(client) != {401} and time.monotonic() < revoked + REMEMBERED_S + SLACK_S:
            time.sleep(0.1)

        assert statuses(client) == {401}
