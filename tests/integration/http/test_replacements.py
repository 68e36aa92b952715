"""Orders that replace others, over HTTP."""

from typing import Any

from tests.integration.http.races import at_once
from tests.support import order_requests
from tests.support.http_client import Answer, Client


def replace(client: Client, order: dict[str, Any], **changes: Any) -> Answer:
    document = order_requests.order_document(replaces=order["order_id"], **changes)
    return client.post("/orders", document)


def test_both_orders_show_a_replacement(client: Client):
    former = order_requests.create_order(client, status="delivered")

    new = replace(client, former)

    assert new.status == 201
    assert (new.json["replaces"], new.json["replaced_by"]) == (former["order_id"], [])
    after = order_requests.get_order(client, former)
    assert after["replaced_by"] == [new.json["order_id"]]
    entry = after["timeline"].pop()
    assert (after["version"], entry["version"], entry["type"]) == (2, 2, "order.replaced")
    assert (entry["data"], entry["at"]) == ({"order_id": new.json["order_id"]}, after["updated_at"])
    changed = {"version", "updated_at", "replaced_by"}
    assert {name for name in former if former[name] != after[name]} == changed


def test_a_refused_order_replaces_nothing(client: Client):
    former = order_requests.create_order(client, order_number="1")

    assert replace(client, former, order_number="1").code == "order_number_taken"
    assert replace(client, former, order_id=former["order_id"]).code == "order_exists"
    assert order_requests.get_order(client, former) == former


def test_an_order_of_another_domain_is_not_replaced(client: Client, other: Client):
    former = order_requests.create_order(other)

    new = replace(client, former)

    assert (new.status, new.json["replaces"]) == (201, former["order_id"])
    assert order_requests.get_order(other, former) == former


def test_a_repeated_request_replaces_once(client: Client):
    former = order_requests.create_order(client)
    document = order_requests.order_document(replaces=former["order_id"])

    answers = [client.post("/orders", document, Idempotency_Key="again") for _ in range(2)]

    assert answers[0].body == answers[1].body
    assert order_requests.get_order(client, former)["replaced_by"] == [answers[0].json["order_id"]]


def test_replacements_at_once_are_all_recorded(client: Client):
    former = order_requests.create_order(client)

    answers = at_once(*[lambda: replace(client, former)] * 4)

    assert {answer.status for answer in answers} == {201}
    after = order_requests.get_order(client, former)
    assert sorted(after["replaced_by"]) == sorted(answer.json["order_id"] for answer in answers)
    assert [entry["version"] for entry in after["timeline"]] == [1, 2, 3, 4, 5]
