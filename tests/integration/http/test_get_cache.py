from pathlib import Path
from typing import Any

import pytest

from tests.integration.http.operations import CREATE, OF_ORDERS, Operation, subject_for
from tests.support import order_requests
from tests.support.domain_rows import DomainRows
from tests.support.http_client import Client
from tests.support.server_process import Server, free_port, process, wait_until_ready


def created(client: Client, stored: DomainRows) -> dict[str, Any]:
    """Create an order and wait until its event has repeated the cache invalidation."""
    order = order_requests.create_order(client)
    assert stored.delivered(client.domain_id)
    return order


def test_first_read_misses_and_second_hits(client: Client, stored: DomainRows):
    path = f"/orders/{created(client, stored)['order_id']}"

    answers = [client.get(path) for _ in range(3)]

    assert [answer.headers["X-Cache"] for answer in answers] == ["miss", "hit", "hit"]
    assert len({answer.body for answer in answers}) == 1


@pytest.mark.parametrize("operation", [each for each in OF_ORDERS if each is not CREATE], ids=str)
def test_read_after_change_shows_the_change(server: Server, operation: Operation):
    subject = subject_for(server, operation)
    path = f"/orders/{subject.order_id}"
    before = [subject.client.get(path) for _ in range(2)][-1]

    assert subject.send_good(operation).status in {200, 201}
    after, again = subject.client.get(path), subject.client.get(path)

    assert before.headers["X-Cache"] == "hit"
    assert (after.headers["X-Cache"], again.headers["X-Cache"]) == ("miss", "hit")
    assert after.json["version"] == before.json["version"] + 1
    assert again.body == after.body


def test_missing_order_is_found_once_created(client: Client):
    missing = client.get("/orders/ord_1")
    order_requests.create_order(client, order_id="ord_1")

    assert missing.status == 404
    assert client.get("/orders/ord_1").status == 200


def test_refused_change_keeps_the_cache_entry(client: Client, stored: DomainRows):
    order = created(client, stored)
    path = f"/orders/{order['order_id']}"
    client.get(path)

    refused = client.post(f"{path}/fulfillments", {"items": [{"id": "iid_001", "quantity": 9}]})

    assert refused.status == 409
    assert client.get(path).headers["X-Cache"] == "hit"


def test_etag_is_the_version(client: Client):
    order = order_requests.create_order(client)
    path = f"/orders/{order['order_id']}"

    first = client.get(path)
    order_requests.set_status(client, order, "processing")
    second = client.get(path)

    assert (first.headers["ETag"], second.headers["ETag"]) == ('"1"', '"2"')


@pytest.mark.parametrize("tag", ['"1"', 'W/"1"', '"7", "1"', "*"])
@pytest.mark.parametrize("is_cached", [False, True])
def test_matching_if_none_match_is_304(client: Client, tag: str, is_cached: bool):
    path = f"/orders/{order_requests.create_order(client)['order_id']}"
    if is_cached:
        client.get(path)

    answer = client.get(path, If_None_Match=tag)

    assert (answer.status, answer.body) == (304, b"")
    assert answer.headers["ETag"] == '"1"'


@pytest.mark.parametrize("tag", ['"2"', '"0", "11"', "1x", '""', '"' + "9" * 5_000 + '"'])
def test_other_if_none_match_returns_the_order(client: Client, tag: str):
    path = f"/orders/{order_requests.create_order(client)['order_id']}"

    answer = client.get(path, If_None_Match=tag)

    assert answer.status == 200
    assert answer.json["version"] == 1


def test_etag_changes_with_the_order(client: Client):
    order = order_requests.create_order(client)
    path = f"/orders/{order['order_id']}"
    order_requests.set_status(client, order, "processing")

    assert client.get(path, If_None_Match='"1"').status == 200
    assert client.get(path, If_None_Match='"2"').status == 304


def test_several_workers_bypass_the_process_cache(tmp_path: Path):
    url, port, log = f"sqlite:///{tmp_path / 'orders.db'}", free_port(), tmp_path / "server.log"
    arguments = ("serve", "--port", str(port), "--workers", "2")
    with process(url, log, *arguments, AUTH="off") as running:
        wait_until_ready(running, port, log)
        client = Client(port=port, domain_id="dom_1")
        order = order_requests.create_order(client)
        path = f"/orders/{order['order_id']}"

        seen = []
        for n in range(10):
            order_requests.set_status(client, order, "processing" if n % 2 == 0 else "pending")
            answers = [client.get(path) for _ in range(4)]
            seen.append({(a.headers["X-Cache"], a.json["version"]) for a in answers})

    assert seen == [{("bypass", 2 + n)} for n in range(10)]
