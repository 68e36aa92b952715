"""Events at the webhook endpoints of domains."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest
from standardwebhooks.webhooks import Webhook

from tests.integration.webhook.installations import STACKS, Followed, relayed
from tests.integration.webhook.receiver import Delivery, Receiver, receiving
from tests.support import order_requests
from tests.support.http_client import Client
from tests.support.waiting import wait_until

ENDPOINTS: Final = "/webhook-endpoints"
SETTINGS: Final = {
    "SECRET_KEYS": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    "WEBHOOK_ALLOW_PRIVATE": "1",
}


@pytest.fixture(scope="module", params=STACKS)
def installation(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Followed]:
    folder = tmp_path_factory.mktemp("endpoints")
    with relayed(request.param, folder, SETTINGS) as running:
        yield running


@pytest.fixture
def client(installation: Followed) -> Client:
    return installation.server.client()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as listening:
        yield listening


def created(client: Client, receiver: Receiver, **fields: Any) -> Any:
    answer = client.post(ENDPOINTS, {"url": receiver.url, **fields})
    assert answer.status == 201, answer.body
    return answer.json


def path_of(document: Any) -> str:
    return f"{ENDPOINTS}/{document['id']}"


def deliveries(client: Client, document: Any, query: str = "") -> list[Any]:
    found: list[Any] = client.get(f"{path_of(document)}/deliveries?limit=100{query}").json[
        "deliveries"
    ]
    return found


def wait_for_deliveries(client: Client, document: Any, number: int) -> list[Any]:
    wait_until(lambda: len(deliveries(client, document)) == number)
    return deliveries(client, document)


def moved(client: Client, order: dict[str, Any], *statuses: str) -> None:
    for status in statuses:
        answer = client.patch(f"/orders/{order['order_id']}/status", {"status": status})
        assert answer.status == 200


def _event(delivery: Delivery) -> Any:
    return json.loads(delivery.body)


def test_an_endpoint_gets_the_events_of_its_topics(client: Client, receiver: Receiver):
    made = created(client, receiver, topics=["order.status_*"])
    order = order_requests.create_order(client)
    moved(client, order, "confirmed", "processing")

    (first, second) = receiver.wait_for_number(2)

    events = [
        Webhook(made["secret"]).verify(each.body, {**each.headers}) for each in (first, second)
    ]
    assert [each["type"] for each in events] == ["order.status_changed"] * 2
    assert [each["version"] for each in events] == [2, 3]
    assert [each["data"]["to"] for each in events] == ["confirmed", "processing"]
    assert {each["domain_id"] for each in events} == {client.domain_id}
    listed = wait_for_deliveries(client, made, 2)
    assert [each["event_id"] for each in listed] == [each["id"] for each in reversed(events)]
    assert {each["status"] for each in listed} == {204}


def test_an_added_endpoint_gets_events_from_then_on(client: Client, receiver: Receiver):
    order = order_requests.create_order(client)
    made = created(client, receiver)
    moved(client, order, "processing")

    receiver.wait_for_number(1)
    moved(client, order, "shipped")
    received = receiver.wait_for_number(2)

    assert [_event(each)["version"] for each in received] == [2, 3]
    assert made["failing_since"] is None


def test_another_domains_endpoint_gets_nothing(
    client: Client, installation: Followed, receiver: Receiver
):
    other = installation.server.client()
    created(other, receiver)
    order_requests.create_order(client)
    last = order_requests.create_order(other)

    (only,) = receiver.wait_for_number(1)

    assert _event(only)["order_id"] == last["order_id"]


def test_a_failed_event_is_retried_in_order_under_its_id(client: Client, receiver: Receiver):
    made = created(client, receiver)
    refusals = iter([500, 503])
    receiver.answer = lambda _: next(refusals, 204)
    order = order_requests.create_order(client)
    moved(client, order, "processing", "shipped")

    received = receiver.wait_for_number(5)

    versions = [_event(each)["version"] for each in received]
    assert versions == [1, 1, 1, 2, 3]
    assert len({each.id for each in received}) == 3
    listed = wait_for_deliveries(client, made, 5)
    first = deliveries(client, made, f"&event_id={received[0].id}")
    assert [(each["attempt"], each["status"]) for each in first] == [(3, 204), (2, 503), (1, 500)]
    assert first[1]["error"] == "It answered 503."
    assert [each["id"] for each in deliveries(client, made, "&failed=true")] == [
        each["id"] for each in listed if each["error"]
    ]
    wait_until(lambda: client.get(path_of(made)).json["failing_since"] is None)


def test_a_failing_endpoint_says_so(client: Client, receiver: Receiver):
    made = created(client, receiver)
    receiver.answer = lambda _: 500
    order_requests.create_order(client)

    wait_until(lambda: client.get(path_of(made)).json["failing_since"])

    shown = client.get(path_of(made)).json
    assert shown["enabled"]
    assert (shown["disabled_at"], shown["disabled_reason"]) == (None, None)


def test_a_deleted_endpoint_gets_nothing_more(client: Client, receiver: Receiver):
    made = created(client, receiver)
    order = order_requests.create_order(client)
    receiver.wait_for_number(1)

    assert client.call("DELETE", path_of(made)).status == 204
    before = len(receiver.deliveries)
    moved(client, order, "processing", "shipped")
    with receiving() as witness:
        created(client, witness)
        moved(client, order, "delivered")
        witness.wait_for_number(1)

    assert len(receiver.deliveries) == before


def test_a_deletion_ends_deliveries_under_way(client: Client, receiver: Receiver):
    """At most the attempts that had begun reach the receiver after the answer."""
    made = created(client, receiver)
    for _ in range(30):
        order_requests.create_order(client)
    receiver.wait_for_number(1)

    assert client.call("DELETE", path_of(made)).status == 204
    after = len(receiver.deliveries)
    with receiving() as witness:
        created(client, witness)
        order_requests.create_order(client)
        witness.wait_for_number(1)

    assert len(receiver.deliveries) <= min(after + 4, 30)


def test_a_disabled_endpoint_gets_its_events_once_enabled(client: Client, receiver: Receiver):
    made = created(client, receiver)
    client.patch(path_of(made), {"enabled": False})
    order = order_requests.create_order(client)
    moved(client, order, "processing")
    with receiving() as witness:
        created(client, witness)
        moved(client, order, "shipped")
        witness.wait_for_number(1)
    assert receiver.deliveries == []

    client.patch(path_of(made), {"enabled": True})

    received = receiver.wait_for_number(3)
    assert [_event(each)["version"] for each in received] == [1, 2, 3]


def test_a_changed_url_gets_the_next_event(client: Client, receiver: Receiver):
    made = created(client, receiver)
    order = order_requests.create_order(client)
    receiver.wait_for_number(1)
    with receiving() as other:
        client.patch(path_of(made), {"url": other.url})
        moved(client, order, "processing")
        (second,) = other.wait_for_number(1)

    assert _event(second)["version"] == 2
    assert len(receiver.deliveries) == 1


def test_a_delivery_is_sent_again_by_hand(client: Client, receiver: Receiver):
    made = created(client, receiver)
    order = order_requests.create_order(client)
    receiver.wait_for_number(1)
    (delivery,) = wait_until(lambda: deliveries(client, made))
    receiver.answer = lambda _: 409

    answer = client.post(f"{path_of(made)}/deliveries/{delivery['id']}/retry", {})

    first, second = receiver.deliveries
    assert (first.id, first.body) == (second.id, second.body)
    assert (answer.status, answer.json["status"]) == (200, 409)
    assert (answer.json["attempt"], answer.json["event_id"]) == (2, delivery["event_id"])
    assert deliveries(client, made)[0] == answer.json
    assert _event(second)["order_id"] == order["order_id"]


def test_a_replay_sends_events_again_in_order(client: Client, receiver: Receiver):
    """Orders whose events came before the endpoint are sent, too; others' topics are not."""
    orders = [order_requests.create_order(client) for _ in range(3)]
    for each in orders:
        moved(client, each, "confirmed", "processing")
    made = created(client, receiver, topics=["order.held"])
    since = datetime.now(UTC) - timedelta(hours=1)
    body = {"since": f"{since:%Y-%m-%dT%H:%M:%SZ}", "topics": ["order.created", "order.status_*"]}

    answer = client.post(f"{path_of(made)}/replay", body)

    assert answer.status == 202
    assert (answer.json["since"], answer.json["topics"]) == (body["since"], body["topics"])
    received = receiver.wait_for_number(9)
    for each in orders:
        versions = [_event(one)["version"] for one in receiver.of(each)]
        assert versions == [1, 2, 3]
    ids = [each.id for each in received]
    assert len(set(ids)) == 9

    client.post(f"{path_of(made)}/replay", body)

    again = receiver.wait_for_number(18)[9:]
    assert sorted(each.id for each in again) == sorted(ids)


def test_new_events_do_not_wait_for_a_replay(client: Client, receiver: Receiver):
    orders = [order_requests.create_order(client) for _ in range(40)]
    made = created(client, receiver)
    receiver.hang()
    since = datetime.now(UTC) - timedelta(hours=1)
    client.post(f"{path_of(made)}/replay", {"since": f"{since:%Y-%m-%dT%H:%M:%SZ}"})
    receiver.wait_for_number(1)

    moved(client, orders[0], "processing")

    receiver.wait_for(lambda all_: any(_event(each)["version"] == 2 for each in all_))
    receiver.go_on()


@pytest.mark.parametrize("days", [31, -1])
def test_a_replay_begins_in_the_last_30_days(client: Client, receiver: Receiver, days: int):
    made = created(client, receiver)
    since = datetime.now(UTC) - timedelta(days=days)

    answer = client.post(f"{path_of(made)}/replay", {"since": since.isoformat()})

    assert (answer.status, answer.pointers) == (422, ["/since"])


def test_a_disabled_endpoint_gets_no_replay(client: Client, receiver: Receiver):
    made = created(client, receiver, enabled=False)
    since = datetime.now(UTC) - timedelta(days=1)

    answer = client.post(f"{path_of(made)}/replay", {"since": since.isoformat()})

    assert (answer.status, answer.code) == (409, "endpoint_is_disabled")


def die(_: Delivery) -> int:
    """Close the connection in the middle of a delivery, as a receiver that is killed does."""
    raise ConnectionAbortedError


def test_a_receiver_that_dies_gets_the_event_once_it_is_back(client: Client, receiver: Receiver):
    made = created(client, receiver)
    receiver.answer = die
    order = order_requests.create_order(client)
    receiver.wait_for_number(1)
    receiver.stop()
    (first,) = wait_until(lambda: deliveries(client, made)[-1:])
    assert first["error"] == "The connection was closed before an answer."

    receiver.answer = lambda _: 204
    receiver.start()

    received = receiver.wait_for_number(2)
    assert {each.id for each in received} == {received[0].id}
    assert _event(received[-1])["order_id"] == order["order_id"]


def test_a_hanging_endpoint_delays_no_other(client: Client, receiver: Receiver):
    """All events reach the others while the hanging one has answered nothing."""
    with receiving() as hanging:
        hanging.hang()
        created(client, hanging)
        made = [created(client, receiver) for _ in range(3)]
        orders = [order_requests.create_order(client) for _ in range(40)]

        received = receiver.wait_for_number(len(made) * len(orders))

        assert {each.id for each in received} >= {each.id for each in hanging.deliveries}
        assert len({each.id for each in received}) == len(orders)
