"""The event feed of a real server."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from seller_orders.adapters.inbound.http.api.cursors import write_cursor
from tests.support import order_requests
from tests.support.http_client import Answer, Client
from tests.support.server_process import Server, succeed


def feed(client: Client, query: str = "") -> Answer:
    return client.get(f"/events{query}")


def changed(client: Client, status: str = "processing") -> dict[str, Any]:
    order = order_requests.create_order(client)
    order_requests.set_status(client, order, status)
    return order


def types(answer: Answer) -> list[str]:
    return [each["type"] for each in answer.json["events"]]


def test_pages_have_every_event_once(client: Client):
    order = changed(client)

    first = feed(client, "?limit=1")
    second = feed(client, f"?limit=1&after={first.json['next_cursor']}")
    third = feed(client, f"?after={second.json['next_cursor']}")

    assert types(first) + types(second) + types(third) == ["order.created", "order.status_changed"]
    event = second.json["events"][0]
    assert event["cursor"] == second.json["next_cursor"]
    assert (event["order_id"], event["version"]) == (order["order_id"], 2)
    assert event["data"]["to"] == "processing"
    assert third.json["events"] == []


def test_types_select_events(client: Client):
    changed(client)

    assert types(feed(client, "?types=order.status_*")) == ["order.status_changed"]
    assert len(types(feed(client, "?types=order.created&types=order.status_changed"))) == 2


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("?after=nonsense", "after"),
        (f"?after={write_cursor([1])}", "after"),
        (f"?after={write_cursor([-1, 5])}", "after"),
        (f"?after={write_cursor([2**63, 5])}", "after"),
        (f"?after={write_cursor([1, 10**15])}", "after"),
        ("?after=%F0%9F%90%8C", "after"),
        ("?types=refund.*", "types"),
        ("?types=order.created,", "types"),
        ("?wait=21", "wait"),
        ("?wait=0", "wait"),
        ("?limit=101", "limit"),
        ("?cursor=x", "cursor"),
    ],
)
def test_bad_parameters_are_named(client: Client, query: str, parameter: str):
    answer = feed(client, query)

    assert answer.status == 422
    assert [each["pointer"] for each in answer.json["errors"]] == [f"/{parameter}"]


def test_an_expired_cursor_is_gone(client: Client):
    answer = feed(client, f"?after={write_cursor([1, 1_700_000_000])}")

    assert (answer.status, answer.json["code"]) == (410, "cursor_expired")


def test_a_waiting_request_gets_the_next_event(client: Client):
    after = feed(client).json["next_cursor"]
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(feed, client, f"?wait=20&after={after}")
        order = order_requests.create_order(client)
        answer = waiting.result()

    assert [each["order_id"] for each in answer.json["events"]] == [order["order_id"]]


def test_waiting_ends_after_a_time(client: Client):
    answer = feed(client, "?wait=1")

    assert (answer.status, answer.json["events"]) == (200, [])


def test_the_command_prints_events(server: Server, client: Client):
    order = changed(client)

    lines = succeed(
        server.url,
        *("events", "tail", "--domain", client.domain_id, "--no-follow"),
        *("--types", "order.created", "--types", "*_changed"),
    )

    shown = feed(client).json["events"]
    assert [each["order_id"] for each in shown] == [order["order_id"]] * 2
    assert [json.loads(line) for line in lines.splitlines()] == shown
