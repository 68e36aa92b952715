"""Two servers on one PostgreSQL and one Redis."""

from collections import Counter
from collections.abc import Iterator
from uuid import uuid4

import pytest

from tests.integration.http.races import at_once, fulfillment_of
from tests.integration.http.test_concurrency import tagging
from tests.support import order_requests
from tests.support.http_client import Client
from tests.support.outbox_rows import OutboxRows
from tests.support.server_process import serving
from tests.support.servers import fresh_database, redis_url


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with fresh_database() as shared:
        yield shared


@pytest.fixture(scope="module")
def ports(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Client, Client]]:
    """A client of each server, in the same domain, with the same key."""
    with (
        serving(tmp_path_factory.mktemp("one"), url, REDIS_URL=redis_url()) as one,
        serving(tmp_path_factory.mktemp("two"), url, REDIS_URL=redis_url()) as two,
    ):
        first = one.client(domain_id=f"dom_{uuid4().hex[:12]}")
        yield first, Client(port=two.port, domain_id=first.domain_id, key=first.key)


@pytest.fixture
def here(ports: tuple[Client, Client]) -> Client:
    return ports[0]


@pytest.fixture
def there(ports: tuple[Client, Client]) -> Client:
    return ports[1]


def test_writes_are_visible_on_the_other_server_at_once(here: Client, there: Client):
    order = order_requests.create_order(here)
    path = f"/orders/{order['order_id']}"

    for turn in range(20):
        writer, reader = (here, there) if turn % 2 else (there, here)
        assert reader.get(path).status == 200
        status = "confirmed" if turn % 2 else "processing"
        written = order_requests.set_status(writer, order, status)

        assert reader.get(path).json["version"] == written["version"]
        assert writer.get(path).json["status"] == status


def test_servers_share_cached_orders(here: Client, there: Client, url: str):
    path = f"/orders/{order_requests.create_order(here)['order_id']}"
    # The event repeats the invalidation, so a concurrent load would be discarded.
    OutboxRows(url).wait_until_delivered()

    uses = [client.get(path).headers["X-Cache"] for client in (here, there, there, here)]

    assert uses == ["miss", "hit", "hit", "hit"]


def test_a_hundred_concurrent_misses_load_once(here: Client, there: Client, url: str):
    path = f"/orders/{order_requests.create_order(here)['order_id']}"
    OutboxRows(url).wait_until_delivered()

    answers = at_once(*[lambda: here.get(path), lambda: there.get(path)] * 50)

    assert {answer.status for answer in answers} == {200}
    assert Counter(answer.headers["X-Cache"] for answer in answers) == {"miss": 1, "hit": 99}


def test_the_last_unit_is_fulfilled_once(here: Client, there: Client):
    order = order_requests.create_order(here)
    order_requests.create_fulfillment(here, order, ("iid_001", 1))
    asked = [fulfillment_of(client, order) for client in (here, there) * 4]

    answers = at_once(*asked)

    assert Counter(answer.status for answer in answers) == {201: 1, 409: 7}
    assert order_requests.get_order(there, order)["items"][0]["remaining_quantity"] == 0


def test_bulks_in_opposite_order_both_succeed(here: Client, there: Client):
    ids = [order_requests.create_order(here)["order_id"] for _ in range(30)]

    answers = at_once(
        *[tagging(here, ids, f"up_{n}") for n in range(3)],
        *[tagging(there, ids[::-1], f"down_{n}") for n in range(3)],
    )

    assert {answer.status for answer in answers} == {200}
    for order_id in ids:
        order = here.get(f"/orders/{order_id}").json
        assert len(order["tags"]) == 6
        assert order["version"] == 7
