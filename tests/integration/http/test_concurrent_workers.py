from collections import Counter
from collections.abc import Iterator

import pytest

from tests.integration.http.races import at_once, fulfillment_of
from tests.support import order_requests
from tests.support.http_client import Client
from tests.support.server_process import Server, serving


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Two processes on one SQLite file, coordinated only by the database."""
    with serving(tmp_path_factory.mktemp("workers"), workers=2) as running:
        yield running


@pytest.fixture
def client(workers: Server) -> Client:
    return workers.client()


@pytest.mark.parametrize("attempt", range(5))
def test_concurrent_fulfillments_ship_the_last_unit_once(client: Client, attempt: int):
    order = order_requests.create_order(client)
    order_requests.create_fulfillment(client, order)

    answers = at_once(*[fulfillment_of(client, order)] * 8)

    assert Counter(answer.status for answer in answers) == {201: 1, 409: 7}
    assert order_requests.get_order(client, order)["version"] == 3


@pytest.mark.parametrize("attempt", range(3))
def test_forty_writers_never_meet_a_locked_database(client: Client, attempt: int):
    made = [order_requests.create_order(client) for _ in range(40)]

    answers = at_once(*(fulfillment_of(client, order) for order in made))

    assert Counter(answer.status for answer in answers) == {201: 40}
