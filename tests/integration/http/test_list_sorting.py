from collections import Counter
from typing import Any

import pytest

from tests.support import order_requests
from tests.support.http_client import Client
from tests.support.server_process import Server

SORT_KEYS = ["created_at", "updated_at", "total", "order_number", "status"]


@pytest.fixture(scope="module")
def shop(server: Server) -> Client:
    """A domain with twelve orders, many with equal sort keys."""
    client = server.client()
    statuses = ["pending", "shipped", "confirmed"]
    for n in range(12):
        order_requests.create_order(
            client,
            order_id=f"ord_{(n * 7) % 12:02}",
            order_number=f"N{100 - n}",
            created_at=f"2026-01-{1 + n % 2:02}T00:00:00{'.5' if n % 3 == 0 else ''}Z",
            status=statuses[n % 3],
            shipping_total=n % 4 * 9,
            payment=order_requests.UNPAID,
        )
    return client


def walk(client: Client, query: str) -> list[dict[str, Any]]:
    """Follow the cursor to the end."""
    found: list[dict[str, Any]] = []
    following = ""
    for _ in range(50):
        answer = client.get(f"/orders?{query}{following}")
        assert answer.status == 200
        found += answer.json["orders"]
        if not answer.json["pagination"]["has_next"]:
            return found
        following = f"&cursor={answer.json['pagination']['next_cursor']}"
    raise AssertionError("the cursor leads nowhere")


@pytest.mark.parametrize("key", SORT_KEYS)
@pytest.mark.parametrize("order", ["asc", "desc"])
def test_list_sorts_by_key_then_order_id(shop: Client, key: str, order: str):
    found = shop.get(f"/orders?sort_by={key}&sort_order={order}&limit=100").json["orders"]

    keys = [(entry[key], entry["order_id"]) for entry in found]
    if key.endswith("_at"):
        # 00:00:00Z is before 00:00:00.5Z, but not as text.
        keys = [(text.replace("Z", ".0Z") if "." not in text else text, id) for text, id in keys]

    if key == "order_number":
        # By the value of the digits: N99 is before N100.
        keys = [(int(number.removeprefix("N")), id) for number, id in keys]

    assert len(keys) == 12
    assert keys == sorted(keys, reverse=order == "desc")


@pytest.mark.parametrize("key", SORT_KEYS)
@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize("limit", [1, 5])
def test_cursor_visits_every_order_once(shop: Client, key: str, order: str, limit: int):
    whole = shop.get(f"/orders?sort_by={key}&sort_order={order}&limit=100").json["orders"]

    walked = walk(shop, f"sort_by={key}&sort_order={order}&limit={limit}")

    assert walked == whole


@pytest.mark.parametrize("key", SORT_KEYS)
def test_pages_show_every_order_once(shop: Client, key: str):
    whole = shop.get(f"/orders?sort_by={key}&limit=100").json["orders"]

    pages = [shop.get(f"/orders?sort_by={key}&limit=5&page={page}").json for page in (1, 2, 3)]

    assert [order for page in pages for order in page["orders"]] == whole


def test_cursor_keeps_its_sort_order(shop: Client):
    first = shop.get("/orders?sort_by=total&sort_order=asc&limit=5").json
    cursor = first["pagination"]["next_cursor"]

    second = shop.get(f"/orders?limit=5&cursor={cursor}").json["orders"]

    totals = [order["total"] for order in first["orders"] + second]
    assert totals == sorted(totals)


def test_cursor_combines_with_filters(shop: Client):
    walked = walk(shop, "status=shipped&limit=1")

    assert Counter(order["status"] for order in walked) == {"shipped": 4}


def test_new_orders_do_not_shift_a_cursor(client: Client):
    for day in range(1, 5):
        order_requests.create_order(
            client, order_id=f"old_{day}", created_at=f"2026-01-{day:02}T00:00:00Z"
        )
    first = client.get("/orders?limit=2").json
    order_requests.create_order(client, order_id="new", created_at="2026-02-01T00:00:00Z")

    cursor = first["pagination"]["next_cursor"]
    rest = client.get(f"/orders?limit=2&cursor={cursor}").json["orders"]

    assert [order["order_id"] for order in first["orders"]] == ["old_4", "old_3"]
    assert [order["order_id"] for order in rest] == ["old_2", "old_1"]


def test_cursor_is_url_safe(client: Client):
    # With this number plain base64 would contain + and /.
    for n in range(3):
        order_requests.create_order(client, order_number=f"{n}?>?>~~ÿþ?>?>")

    pagination = client.get("/orders?limit=1&sort_by=order_number").json["pagination"]
    cursor = pagination["next_cursor"]

    assert set(cursor) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_~.")
    assert len(walk(client, "limit=1&sort_by=order_number")) == 3
