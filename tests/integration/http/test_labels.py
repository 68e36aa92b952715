"""Attributes and external ids over HTTP."""

from collections import Counter
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.integration.http.races import at_once
from tests.support import order_requests
from tests.support.http_client import Answer, Client

ERP = {"erp": "SO-17"}
LONG = {"k" * 100: "é" * 2000}


def patch(client: Client, order: dict[str, Any], part: str, body: Any) -> Answer:
    return client.patch(f"/orders/{order['order_id']}/{part}", body)


def listed(client: Client, **filters: str) -> list[str]:
    answer = client.get(f"/orders?{urlencode(filters)}")
    assert answer.status == 200, answer.body
    assert answer.json["pagination"]["total"] == len(answer.json["orders"])
    return [each["order_id"] for each in answer.json["orders"]]


def test_new_orders_have_labels_dates_and_lines_without_shipping(client: Client):
    parts = {
        "external_ids": {"shopify": "gid://shopify/Order/1", **ERP},
        "attributes": {"gift": "yes", "colour": "red", **LONG},
        "ship_by": "2099-01-03T10:00:00+05:30",
        "assignee": "usr_1",
        "replaces": "ord_0",
    }
    download = {
        **order_requests.line_document("iid_002", "Recipe", 1, 50.5),
        "requires_shipping": False,
        "attributes": {"format": "pdf"},
    }
    pasta = order_requests.line_document("iid_001", "Alfredo Pasta", 2, 100)

    order = order_requests.create_order(client, items=[pasta, download], **parts)

    assert {name: order[name] for name in parts} == {**parts, "ship_by": "2099-01-03T04:30:00Z"}
    assert order_requests.get_order(client, order) == order
    first, second = order["items"]
    assert (first["requires_shipping"], first["attributes"]) == (True, {})
    assert (second["requires_shipping"], second["attributes"]) == (False, {"format": "pdf"})
    assert (first["remaining_quantity"], second["remaining_quantity"]) == (2, 0)
    (summary,) = client.get("/orders").json["orders"]
    for name in ("external_ids", "ship_by", "assignee"):
        assert summary[name] == order[name]


def test_attributes_are_patched_key_by_key(client: Client):
    order = order_requests.create_order(client, attributes={"gift": "yes", "colour": "red"})

    answer = patch(client, order, "attributes", {"gift": "no", "colour": None, "size": "L"})

    assert answer.status == 200
    assert answer.json == order_requests.get_order(client, order)
    assert answer.json["attributes"] == {"gift": "no", "size": "L"}
    entry = answer.json["timeline"][-1]
    assert (entry["type"], entry["data"]) == (
        "order.attributes_changed",
        {"keys": ["colour", "gift", "size"]},
    )


def test_attributes_of_a_line_are_patched(client: Client):
    order = order_requests.create_order(client)

    answer = patch(client, order, "items/iid_002/attributes", {"spicy": "yes"})

    assert [line["attributes"] for line in answer.json["items"]] == [{}, {"spicy": "yes"}]
    assert answer.json["timeline"][-1]["data"] == {"item_id": "iid_002", "keys": ["spicy"]}
    missing = patch(client, order, "items/iid_009/attributes", {"spicy": "yes"})
    assert (missing.status, missing.code) == (404, "item_not_found")


@pytest.mark.parametrize("part", ["attributes", "items/iid_001/attributes", "external-ids"])
def test_a_patch_without_effect_is_no_change(client: Client, part: str):
    order = order_requests.create_order(client)
    before = patch(client, order, part, {"a": "1"})

    for body in ({}, {"a": "1"}, {"b": None}):
        answer = patch(client, order, part, body)
        assert (answer.status, answer.json) == (200, before.json)
    assert before.json["version"] == 2


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"a": "1", "b:c": "2"}, "/b:c"),
        ({"a": "1", "": "2"}, "/"),
        ({"k" * 101: "1"}, "/" + "k" * 101),
        ({"a/b~c": 7}, "/a~1b~0c"),
        ({"a": ["1"]}, "/a"),
        ({"a": "v" * 2001}, "/a"),
        ({"a": "\x00"}, "/a"),
        ([], ""),
        ("text", ""),
    ],
)
def test_a_wrong_label_is_named(client: Client, body: Any, pointer: str):
    order = order_requests.create_order(client)

    for part in ("attributes", "items/iid_001/attributes", "external-ids"):
        answer = patch(client, order, part, body)
        assert (answer.status, answer.code, answer.pointers) == (422, "invalid_fields", [pointer])
    assert order_requests.get_order(client, order) == order


def test_labels_beyond_the_limit_are_named(client: Client):
    order = order_requests.create_order(client, attributes={f"key {n}": "1" for n in range(100)})

    answer = patch(client, order, "attributes", {"key 0": "2", "key 100": "1"})
    assert (answer.status, answer.pointers) == (422, ["/key 100"])
    answer = patch(client, order, "external-ids", {f"system {n}": "1" for n in range(21)})
    assert (answer.status, answer.pointers) == (422, ["/system 20"])
    assert order_requests.get_order(client, order) == order


@pytest.mark.parametrize(
    ("parts", "pointers"),
    [
        ({"attributes": {f"k{n}": "1" for n in range(101)}}, ["/attributes"]),
        ({"external_ids": {f"k{n}": "1" for n in range(21)}}, ["/external_ids"]),
        ({"attributes": {"a:b": "1", "c": 2}}, ["/attributes/a:b", "/attributes/c"]),
        ({"external_ids": {"erp": ""}}, ["/external_ids/erp"]),
        ({"external_ids": {"erp": "a\tb"}}, ["/external_ids/erp"]),
        ({"external_ids": {"erp": "i" * 256}}, ["/external_ids/erp"]),
        ({"external_ids": {"erp": None}}, ["/external_ids/erp"]),
        ({"ship_by": "tomorrow"}, ["/ship_by"]),
        ({"assignee": "a b"}, ["/assignee"]),
        ({"replaces": ""}, ["/replaces"]),
    ],
)
def test_wrong_parts_of_a_new_order_are_named(
    client: Client, parts: dict[str, Any], pointers: list[str]
):
    answer = client.post("/orders", order_requests.order_document(**parts))

    assert (answer.status, answer.pointers) == (422, pointers)
    assert listed(client) == []


def test_a_taken_external_id_is_refused(client: Client):
    holder = order_requests.create_order(client, external_ids=ERP)
    other = order_requests.create_order(client, external_ids={"shop": "SO-17"})

    refused = [
        client.post("/orders", order_requests.order_document(external_ids=ERP)),
        patch(client, other, "external-ids", ERP),
    ]

    for answer in refused:
        assert (answer.status, answer.code) == (409, "external_id_taken")
        assert "erp id SO-17" in answer.json["detail"]
    assert order_requests.get_order(client, other) == other
    assert len(listed(client)) == 2
    assert patch(client, holder, "external-ids", {"erp": None}).status == 200
    assert patch(client, other, "external-ids", ERP).json["external_ids"] == {
        "erp": "SO-17",
        "shop": "SO-17",
    }


@pytest.mark.parametrize("attempt", range(3))
def test_one_of_concurrent_orders_gets_an_external_id(client: Client, attempt: int):
    existing = order_requests.create_order(client)
    document = order_requests.order_document(external_ids=ERP)

    answers = at_once(
        *[lambda: client.post("/orders", document)] * 3,
        lambda: patch(client, existing, "external-ids", ERP),
    )

    assert Counter(answer.status // 100 for answer in answers) == {2: 1, 4: 3}
    assert {answer.code for answer in answers if answer.status // 100 == 4} == {"external_id_taken"}
    assert len(listed(client, external_id="erp:SO-17")) == 1


def test_labels_are_filters_of_the_list(client: Client):
    for id, external_ids, attributes in (
        ("a", {"erp": "gid://1", "shop": "1"}, {"gift": "yes", "note": "a:b"}),
        ("b", {"erp": "1"}, {"gift": "yes", "Gift": "no", "empty": ""}),
        ("c", {}, LONG),
    ):
        order_requests.create_order(
            client, order_id=id, external_ids=external_ids, attributes=attributes
        )

    assert listed(client, external_id="erp:gid://1") == ["a"]
    assert listed(client, external_id="shop:1") == ["a"]
    assert listed(client, external_id="shop:gid://1") == []
    assert listed(client, attribute="gift:yes", sort_order="asc") == ["a", "b"]
    assert listed(client, attribute="gift:no") == []
    assert listed(client, attribute="note:a:b") == ["a"]
    assert listed(client, attribute="empty:") == ["b"]
    assert listed(client, attribute=f"{'k' * 100}:{'é' * 2000}") == ["c"]
    assert listed(client, attribute="gift:yes", external_id="erp:1") == ["b"]


@pytest.mark.parametrize("name", ["external_id", "attribute"])
@pytest.mark.parametrize("value", ["", "erp", ":1", f"{'k' * 101}:1", "a\x00:1"])
def test_a_filter_without_key_is_refused(client: Client, name: str, value: str):
    answer = client.get(f"/orders?{urlencode({name: value})}")

    assert (answer.status, answer.pointers) == (422, [f"/{name}"])
