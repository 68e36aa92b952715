"""PostgreSQL refuses connections or hangs: requests get 503, and recovery is automatic."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from returns.pipeline import is_successful

from seller_orders.adapters.outbound.sql.connection import engine as engines
from seller_orders.adapters.outbound.sql.connection import postgresql_pipeline
from seller_orders.adapters.outbound.sql.connection.engine import POOL_SIZE, open_engine
from seller_orders.adapters.outbound.sql.orders.order_reader import SqlOrderReader
from seller_orders.application.ports.unit_of_work import StoreUnavailableError
from tests.integration.stack.stacks import Stack, proxied_stack
from tests.support import order_requests
from tests.support.http_client import Client
from tests.support.servers import fresh_database
from tests.support.time_limits import LONG, POOL, POSTGRESQL_CONNECTED, STATEMENT, shipped
from tests.support.waiting import wait_until

AS_PROMISED_S = 3.0
SHORT = {name: shipped(name) for name in (STATEMENT, POSTGRESQL_CONNECTED)}


@pytest.fixture
def stack(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stack]:
    with proxied_stack(tmp_path, limits={**LONG, **request.param}) as running:
        yield running


# Without a limit where it refuses connections, because that is immediate.
@pytest.mark.parametrize(
    ("stack", "ailment"), [({}, "refuse"), (SHORT, "hang")], indirect=["stack"]
)
def test_requests_get_503_and_are_served_later(stack: Stack, ailment: str):
    client = stack.server.client()
    order = order_requests.create_order(client)
    nobody = stack.server.anybody("none")

    getattr(stack.database, ailment)()
    answers = [client.get("/orders") for _ in range(3)]
    alive, ready = nobody.send("GET", "/healthz"), nobody.send("GET", "/readyz")
    stack.database.flow() if ailment == "hang" else stack.database.listen_again()

    for answer in answers:
        assert (answer.status, answer.code) == (503, "unavailable")
        assert int(answer.headers["Retry-After"]) >= 1
    assert (alive.status, ready.status) == (200, 503)
    wait_until_served(client)
    assert order_requests.set_status(client, order, "processing")["version"] == 2


def test_shipped_time_limits_match_the_documentation():
    assert shipped(STATEMENT) + vars(postgresql_pipeline)["_GRACE_S"] < AS_PROMISED_S
    assert shipped(POSTGRESQL_CONNECTED) < AS_PROMISED_S
    assert shipped(POOL) < 1


@pytest.mark.parametrize("stack", [SHORT], indirect=True)
def test_an_interrupted_change_is_atomic(stack: Stack):
    client = stack.server.client()
    order = order_requests.create_order(client)

    stack.database.hang()
    answer = client.patch(f"/orders/{order['order_id']}/status", {"status": "processing"})
    stack.database.cut()
    stack.database.flow()
    wait_until_served(client)

    assert answer.status == 503
    assert order_requests.get_order(client, order)["version"] == 1


def test_an_exhausted_pool_is_reported_soon(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(engines, "_POOL_TIMEOUT_S", 0.1)
    with fresh_database() as url, ExitStack() as held:
        engine = open_engine(url)
        held.callback(engine.dispose)
        reader = SqlOrderReader(engine)
        taken = [engine.connect() for _ in range(POOL_SIZE)]

        with pytest.raises(StoreUnavailableError, match="all connections are in use"):
            reader.order("dom_1", "ord_1")

        for connection in taken:
            connection.close()
        assert not is_successful(reader.order("dom_1", "ord_1"))


def wait_until_served(client: Client) -> None:
    wait_until(lambda: client.get("/orders").status == 200)
