"""A flood of one domain's requests, which affects no other domain."""

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from itertools import cycle
from threading import Event

import pytest

from tests.support import order_requests
from tests.support.http_client import BASE, Client
from tests.support.server_process import Server, serving
from tests.support.servers import fresh_database, redis_url
from tests.support.waiting import WITHIN_S

QUOTA = 200
"""More than the quiet domain needs. A day's quota, so that any machine can exceed it."""

FLOODERS = 4
MOST = 2_000
"""Most requests of one flooding client, which usually stops before."""

ROUNDS = 20
SLOWER = 20
"""Limit of the slowdown of the best of many rounds, on any machine."""

HEADERS = ("RateLimit", "RateLimit-Policy", "Retry-After")


@pytest.fixture(scope="module", params=["memory", "two workers on redis"])
def limited(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("noisy")
    rate = f"{QUOTA}/day"
    with ExitStack() as held:
        if request.param == "memory":
            yield held.enter_context(serving(folder, RATE_LIMIT=rate))
        else:
            url = held.enter_context(fresh_database())
            redis = redis_url()
            yield held.enter_context(
                serving(folder, url, workers=2, REDIS_URL=redis, RATE_LIMIT=rate)
            )


def flood(client: Client, order_id: str, is_enough: Event) -> tuple[Counter[int], int]:
    """Read as fast as possible; return the statuses, and the 429s with all headers."""
    path = f"{BASE}/{client.domain_id}/orders"
    headers = {"Authorization": f"Bearer {client.key}"}
    targets = cycle([path, f"{path}/{order_id}", f"{path}/x", f"{path}?search=1&limit=100"])
    statuses, told = Counter[int](), 0
    with closing(HTTPConnection("127.0.0.1", client.port, timeout=WITHIN_S)) as connection:
        while statuses.total() < MOST and not (is_enough.is_set() and statuses[429]):
            connection.request("GET", next(targets), headers=headers)
            answer = connection.getresponse()
            answer.read()
            statuses[answer.status] += 1
            told += answer.status == 429 and all(name in answer.headers for name in HEADERS)
    return statuses, told


def times_of_a_quiet_domain(client: Client) -> list[float]:
    """Work as a seller does; return the duration of each round."""
    times = []
    for _ in range(ROUNDS):
        began = time.monotonic()
        order = order_requests.create_order(client)
        order_requests.get_order(client, order)
        order_requests.set_status(client, order, "processing")
        assert client.get("/orders?limit=5").status == 200
        times.append(time.monotonic() - began)
        time.sleep(0.02)
    return times


def test_a_noisy_domain_does_not_affect_another(limited: Server):
    noisy, quiet = limited.client(), limited.client()
    alone = times_of_a_quiet_domain(limited.client())
    order_id = order_requests.create_order(noisy)["order_id"]
    is_enough = Event()
    with ThreadPoolExecutor(FLOODERS) as pool:
        flooding = [pool.submit(flood, noisy, order_id, is_enough) for _ in range(FLOODERS)]
        try:
            beside = times_of_a_quiet_domain(quiet)
        finally:
            is_enough.set()
        done = [each.result() for each in flooding]
    statuses = sum((statuses for statuses, _ in done), Counter())

    assert set(statuses) == {200, 404, 429}
    # Each worker may keep a fiftieth unused, and the day may end meanwhile.
    assert 0.9 * QUOTA < statuses[200] + statuses[404] < 2 * QUOTA
    assert statuses[429] > 0
    assert sum(told for _, told in done) == statuses[429]
    assert min(beside) < SLOWER * min(alone)
