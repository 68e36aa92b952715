"""PostgreSQL refuses or hangs: callers are told soon, and nobody has to restart anything."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from returns.pipeline import is_successful

from seller_orders.adapters.outbound.sql.engine import POOL_SIZE, open_engine
from seller_orders.adapters.outbound.sql.order_reader import SqlOrderReader
from seller_orders.application.ports.unit_of_work import StoreUnavailableError
from tests.integration import orders
from tests.integration.http_client import Answer, Client
from tests.integration.stack.stacks import Stack, proxied_stack
from tests.servers import fresh_database

RECOVERS_WITHIN_S = 15.0
WITHIN_S = {"refuse": 1.0, "hang": 3.0}


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    with proxied_stack(tmp_path) as running:
        yield running


def timed(client: Client, path: str) -> tuple[Answer, float]:
    begun = time.perf_counter()
    answer = client.get(path)
    return answer, time.perf_counter() - begun


@pytest.mark.parametrize("ailment", ["refuse", "hang"])
def test_callers_are_told_to_try_again_and_then_are_served(stack: Stack, ailment: str):
    client = stack.server.client()
    order = orders.created(client)
    nobody = stack.server.anybody("none")

    getattr(stack.database, ailment)()
    answers = [timed(client, "/orders") for _ in range(3)]
    alive, ready = nobody.send("GET", "/healthz"), nobody.send("GET", "/readyz")
    stack.database.flow() if ailment == "hang" else stack.database.listen_again()

    for answer, took in answers:
        assert (answer.status, answer.code) == (503, "unavailable")
        assert int(answer.headers["Retry-After"]) >= 1
        assert took < WITHIN_S[ailment]
    assert (alive.status, ready.status) == (200, 503)
    wait_until_served(client)
    assert orders.status_set(client, order, "processing")["version"] == 2


def test_a_change_that_is_cut_off_is_not_half_done(stack: Stack):
    client = stack.server.client()
    order = orders.created(client)

    stack.database.hang()
    answer = client.patch(f"/orders/{order['order_id']}/status", {"status": "processing"})
    stack.database.cut()
    stack.database.flow()
    wait_until_served(client)

    assert answer.status == 503
    assert orders.now_is(client, order)["version"] == 1


def test_connections_that_are_all_in_use_are_waited_for_less_than_a_second():
    with fresh_database() as url, ExitStack() as held:
        engine = open_engine(url)
        held.callback(engine.dispose)
        reader = SqlOrderReader(engine)
        taken = [engine.connect() for _ in range(POOL_SIZE)]
        begun = time.perf_counter()

        with pytest.raises(StoreUnavailableError):
            reader.order("dom_1", "ord_1")

        assert time.perf_counter() - begun < 1.0
        for connection in taken:
            connection.close()
        assert not is_successful(reader.order("dom_1", "ord_1"))


def wait_until_served(client: Client) -> None:
    deadline = time.monotonic() + RECOVERS_WITHIN_S
    while time.monotonic() < deadline:
        if client.get("/orders").status == 200:
            return
        time.sleep(0.1)
    raise AssertionError("the server has not recovered by itself")
