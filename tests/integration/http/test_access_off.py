from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import order_requests
from tests.support.http_client import Client
from tests.support.server_process import Server, free_port, run, serving, sqlite_url


@pytest.fixture(scope="module")
def open_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("open"), AUTH="off") as running:
        yield running


@pytest.mark.parametrize("key", [None, "sok_whatever"])
def test_anyone_may_do_anything_without_access_control(open_server: Server, key: str | None):
    client = open_server.anybody("dom_1").with_key(key)
    order = order_requests.create_order(client)

    after = order_requests.set_status(client, order, "cancelled")

    assert after["status"] == "cancelled"
    assert order_requests.get_order(client, order) == after


def test_domains_stay_separate_without_access_control(open_server: Server):
    order = order_requests.create_order(open_server.anybody("dom_2"))

    answer = open_server.anybody("dom_3").get(f"/orders/{order['order_id']}")

    assert answer.status == 404


@pytest.mark.parametrize("domain_id", ["a%20b", "x" * 65, "%00", "a%0D%0Ab", "%FF", "%F0%9F%98%80"])
def test_malformed_domain_is_4xx(open_server: Server, domain_id: str):
    client = open_server.anybody(domain_id)

    answers = [client.get("/orders/ord_1"), client.post("/orders", order_requests.order_document())]

    assert {answer.status for answer in answers} <= {403, 404, 422}
    assert {answer.headers["Content-Type"] for answer in answers} == {"application/problem+json"}


def test_open_access_requires_a_loopback_address(tmp_path: Path):
    port = str(free_port())

    arguments = ("serve", "--host", "0.0.0.0", "--port", port)
    ended = run(sqlite_url(tmp_path / "orders.db"), *arguments, settings={"AUTH": "off"})

    assert ended.returncode != 0
    assert b"SELLER_ORDERS_AUTH" in ended.stderr
    assert b"Traceback" not in ended.stderr


def test_server_refuses_a_port_in_use(open_server: Server, tmp_path: Path):
    arguments = ("serve", "--port", str(open_server.port))

    ended = run(sqlite_url(tmp_path / "orders.db"), *arguments)

    assert ended.returncode != 0
    assert str(open_server.port).encode() in ended.stderr
    assert Client(port=open_server.port, domain_id="dom_4").get("/orders").status == 200
