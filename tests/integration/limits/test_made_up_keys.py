"""Made-up API keys starve only each other."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import psycopg
import pytest

from seller_orders.application.access import api_key, installation_key
from tests.support.http_client import Client
from tests.support.server_process import Server, serving
from tests.support.servers import as_administrator, fresh_database
from tests.support.time_limits import KEY_REMEMBERED, LONG, LONG_S
from tests.support.waiting import wait_until

CALLERS = 50
WAITING = 32


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder: Path = tmp_path_factory.mktemp("made-up")
    limits = {**LONG, KEY_REMEMBERED: LONG_S}
    with fresh_database() as url, serving(folder, url, limits=limits) as running:
        yield running


@contextmanager
def locked_keys(server: Server) -> Iterator[None]:
    """Keep every look-up of a key waiting while the block runs."""
    with psycopg.connect(as_administrator(server.url)) as connection:
        connection.execute("LOCK TABLE access_keys IN ACCESS EXCLUSIVE MODE")
        yield
        connection.rollback()


def test_slow_look_ups_of_made_up_keys_delay_no_other_caller(server: Server):
    client = server.client()
    assert client.get("/orders").status == 200
    made_up = [
        server.anybody(client.domain_id).with_key(
            (api_key, installation_key)[n % 2](f"made-up-{n}")
        )
        for n in range(CALLERS)
    ]

    with ThreadPoolExecutor(CALLERS) as pool:
        with locked_keys(server):
            sent = [pool.submit(each.get, "/orders") for each in made_up]
            wait_until(lambda: sum(each.done() for each in sent) == CALLERS - WAITING)
            refused = [each.result() for each in sent if each.done()]
            answers = [client.get("/orders") for _ in range(10)]
            is_alive = Client(port=server.port, domain_id="none").send("GET", "/healthz")
        statuses = [each.result().status for each in sent]

    assert {(each.status, each.code) for each in refused} == {(503, "too_many_unknown_keys")}
    assert {each.headers["Retry-After"] for each in refused} == {"1"}
    assert [each.status for each in (*answers, is_alive)] == [200] * 11
    assert sorted(statuses) == [401] * WAITING + [503] * (CALLERS - WAITING)


def test_a_new_key_works_at_once_among_made_up_ones(server: Server):
    domain_id = server.client().domain_id

    def use_made_up_keys(caller: int) -> set[int]:
        return {
            server.anybody(domain_id).with_key(api_key(f"{caller}-{n}")).get("/orders").status
            for n in range(30)
        }

    with ThreadPoolExecutor(8) as pool:
        refused = [pool.submit(use_made_up_keys, caller) for caller in range(8)]
        answers = [server.client().get("/orders").status for _ in range(10)]

    assert answers == [200] * 10
    assert [each.result() for each in refused] == [{401}] * 8


def test_a_flood_of_made_up_keys_is_paced(server: Server):
    domain_id = server.client().domain_id

    def use_made_up_keys(caller: int) -> set[int]:
        anybody = server.anybody(domain_id)
        return {anybody.with_key(api_key(f"{caller}={n}")).get("/orders").status for n in range(10)}

    began = monotonic()
    with ThreadPoolExecutor(10) as pool:
        statuses = set().union(*pool.map(use_made_up_keys, range(10)))
    took_s = monotonic() - began

    assert statuses == {401}
    assert took_s >= 0.9
