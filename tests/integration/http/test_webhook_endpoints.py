"""Webhook endpoints over HTTP."""

import time
from typing import Any, Final

import pytest
from attrs import evolve
from standardwebhooks.webhooks import Webhook

from seller_orders.adapters.outbound.sql.domain_unit_of_work import domain_units_of_work
from seller_orders.adapters.outbound.system.clock import SystemClock
from seller_orders.application.webhooks.propagation_delay import SETTLED_AFTER_S
from seller_orders.testing.contracts.webhook_endpoints import endpoint as sample
from tests.integration.http.operations import ENDPOINTS
from tests.integration.http.races import at_once
from tests.integration.http.replays import is_replayed
from tests.integration.webhook.receiver import receiving
from tests.support.domain_rows import DomainRows
from tests.support.http_client import Answer, Client
from tests.support.server_process import Server

NOBODY: Final = "http://127.0.0.1:9/events"
FIELDS: Final = {
    *("id", "url", "topics", "description", "enabled", "created_at", "updated_at"),
    *("failing_since", "disabled_at", "disabled_reason"),
}


def created(client: Client, **fields: Any) -> Any:
    """Create an endpoint, and return its document."""
    answer = client.post(ENDPOINTS, {"url": NOBODY, **fields})
    assert answer.status == 201, answer.body
    return answer.json


def path_of(document: Any) -> str:
    return f"{ENDPOINTS}/{document['id']}"


def test_a_new_endpoint_is_shown_with_its_secret_once(client: Client):
    answer = client.post(
        ENDPOINTS, {"url": NOBODY, "topics": ["order.created", "order.*"], "description": "ERP"}
    )

    made = answer.json
    assert answer.status == 201
    assert answer.headers["Location"].endswith(f"{ENDPOINTS}/{made['id']}")
    assert made.keys() == FIELDS | {"secret"}
    assert made["id"].startswith("whe_")
    assert made["secret"].startswith("whsec_")
    assert (made["url"], made["description"], made["enabled"]) == (NOBODY, "ERP", True)
    assert made["topics"] == ["order.created", "order.*"]
    shown = client.get(path_of(made)).json
    assert shown == {name: made[name] for name in FIELDS}
    assert client.get(ENDPOINTS).json == {"webhook_endpoints": [shown], "next_cursor": None}


def test_every_topic_is_the_default(client: Client):
    assert created(client)["topics"] == ["*"]


def test_endpoints_are_listed_in_pages(client: Client):
    made = [created(client)["id"] for _ in range(5)]

    first = client.get(f"{ENDPOINTS}?limit=3").json
    second = client.get(f"{ENDPOINTS}?limit=3&cursor={first['next_cursor']}").json

    pages = first["webhook_endpoints"], second["webhook_endpoints"]
    assert [[each["id"] for each in page] for page in pages] == [made[:3], made[3:]]
    assert second["next_cursor"] is None


def test_fields_are_changed_one_by_one(client: Client):
    made = created(client, description="ERP")
    path = path_of(made)
    changes: list[dict[str, Any]] = [
        {"url": "http://127.0.0.1:9/other"},
        {"topics": ["order.held"]},
        {"description": None},
        {"enabled": False},
        {"enabled": True, "description": "Shop"},
    ]
    expected = {name: made[name] for name in FIELDS - {"updated_at"}}

    for change in changes:
        answer = client.patch(path, change)
        expected |= change
        assert answer.status == 200
        assert {name: answer.json[name] for name in expected} == expected
    assert client.get(path).json == answer.json
    assert answer.json["updated_at"] > made["updated_at"]


def test_an_empty_change_changes_nothing(client: Client):
    made = created(client)

    answer = client.patch(path_of(made), {})

    assert answer.json == {name: made[name] for name in FIELDS}


def test_a_deleted_endpoint_is_gone(client: Client):
    made, other = created(client), created(client)

    answer = client.call("DELETE", path_of(made))

    assert (answer.status, answer.body) == (204, b"")
    for method, path in (("GET", ""), ("DELETE", ""), ("GET", "/deliveries"), ("POST", "/test")):
        missing = client.call(method, f"{path_of(made)}{path}")
        assert (missing.status, missing.code) == (404, "endpoint_not_found")
    assert [each["id"] for each in client.get(ENDPOINTS).json["webhook_endpoints"]] == [other["id"]]


BAD_FIELDS: dict[str, tuple[dict[str, Any], str]] = {
    "no url": ({"url": None}, "/url"),
    "another scheme": ({"url": "ftp://erp.example"}, "/url"),
    "a password": ({"url": "https://me:hunter2@erp.example/"}, "/url"),
    "a bad port": ({"url": "https://erp.example:99999/"}, "/url"),
    "a topic of nothing": ({"topics": ["order.*", "invoice.*"]}, "/topics/1"),
    "a ping": ({"topics": ["ping"]}, "/topics/0"),
    "no topic": ({"topics": []}, "/topics"),
    "51 topics": ({"topics": ["*"] * 51}, "/topics"),
    "a topic twice as long": ({"topics": ["order.*" * 20]}, "/topics/0"),
    "a long description": ({"description": "x" * 501}, "/description"),
    "a text for enabled": ({"enabled": "yes"}, "/enabled"),
    "a secret": ({"secret": "whsec_AAAA"}, "/secret"),
}


@pytest.mark.parametrize("what", BAD_FIELDS)
def test_a_wrong_field_is_named(client: Client, what: str):
    fields, pointer = BAD_FIELDS[what]
    made = created(client)

    answers = [
        client.post(ENDPOINTS, {"url": NOBODY, **fields}),
        client.patch(path_of(made), fields),
    ]

    assert [(each.status, each.pointers) for each in answers] == [(422, [pointer])] * 2
    assert all("hunter2" not in each.body.decode() for each in answers)
    assert len(client.get(ENDPOINTS).json["webhook_endpoints"]) == 1


PRIVATE: Final = [
    *("http://127.0.0.1/", "https://localhost:8443/x", "http://169.254.169.254/latest/meta-data"),
    *("http://10.0.0.1/", "http://[::1]/", "http://2130706433/", "http://[::ffff:10.0.0.1]/"),
]


@pytest.mark.parametrize("url", PRIVATE)
def test_a_private_url_is_refused_unless_allowed(forward: Server, url: str):
    client = forward.client()

    answer = client.post(ENDPOINTS, {"url": url})

    assert (answer.status, answer.pointers) == (422, ["/url"])
    assert "SELLER_ORDERS_WEBHOOK_ALLOW_PRIVATE=1" in answer.json["errors"][0]["detail"]


def test_no_endpoint_is_made_without_a_key_for_secrets(forward: Server):
    client = forward.client()

    answer = client.post(ENDPOINTS, {"url": "https://erp.example/events"})

    assert (answer.status, answer.code) == (409, "no_secret_keys")
    assert "SELLER_ORDERS_SECRET_KEYS" in answer.json["detail"]


def test_a_domain_has_at_most_100_endpoints(client: Client, stored: DomainRows):
    begin = domain_units_of_work(stored.engine, SystemClock())
    with begin(client.domain_id) as tx:
        for number in range(98):
            tx.endpoints.add(sample(number, client.domain_id))
        tx.commit()

    answers = at_once(*[lambda: client.post(ENDPOINTS, {"url": NOBODY})] * 4)

    refused = [each for each in answers if each.status != 201]
    assert [(each.status, each.code) for each in refused] == [(409, "too_many_endpoints")] * 2


def test_two_changes_at_once_are_both_kept(client: Client):
    path = path_of(created(client))
    changes: list[dict[str, Any]] = [
        {"description": "ERP"},
        {"topics": ["order.held"]},
        {"enabled": False},
        {"url": "http://127.0.0.1:9/other"},
    ]

    answers = at_once(*[lambda change=change: client.patch(path, change) for change in changes])

    assert {answer.status for answer in answers} == {200}
    shown = client.get(path).json
    assert all(shown[name] == value for change in changes for name, value in change.items())


def without_secret(answer: Answer) -> Any:
    return {name: value for name, value in answer.json.items() if name != "secret"}


@pytest.mark.parametrize("what", ["create", "rotate"])
def test_a_replay_has_no_secret(client: Client, stored: DomainRows, what: str):
    path = ENDPOINTS if what == "create" else f"{path_of(created(client))}/rotate"
    body = {"url": NOBODY} if what == "create" else {}

    first = client.post(path, body, Idempotency_Key="key-1")
    again = client.post(path, body, Idempotency_Key="key-1")

    assert (is_replayed(first), is_replayed(again)) == (False, True)
    assert again.json == without_secret(first) | {"secret_shown_once": True}
    assert again.status == first.status
    assert again.headers["Location"] == first.headers["Location"]
    kept = b"".join(row.answer for row in stored.answers(client.domain_id))
    assert first.json["secret"].encode() not in kept


def test_a_ping_shows_what_came_back(client: Client):
    made = created(client)
    with receiving() as receiver:
        receiver.body, receiver.answer = b"the metadata of the host", lambda _: 418
        client.patch(path_of(made), {"url": receiver.url})
        refused = client.post(f"{path_of(made)}/test", {})
        receiver.answer = lambda _: 204
        accepted = client.post(f"{path_of(made)}/test", {})
    # A connection to the receiver may be open still.
    client.patch(path_of(made), {"url": NOBODY})
    away = client.post(f"{path_of(made)}/test", {})

    assert (refused.status, refused.json["status"]) == (200, 418)
    assert refused.json["error"] == "It answered 418."
    assert (accepted.json["status"], accepted.json["error"]) == (204, None)
    assert away.json["status"] is None
    # The connection before may be used again.
    assert away.json["error"] in {
        "No connection was made: Connection refused.",
        "The connection was closed before an answer.",
    }
    assert b"metadata" not in refused.body
    (first, _) = receiver.deliveries
    ping = Webhook(made["secret"]).verify(first.body, {**first.headers})
    assert ping["type"] == refused.json["event_type"] == "ping"
    assert ping["id"] == refused.json["event_id"] == first.id
    assert ping["domain_id"] == client.domain_id
    listed = client.get(f"{path_of(made)}/deliveries").json
    assert listed["deliveries"] == [away.json, accepted.json, refused.json]


def test_deliveries_are_listed_in_pages_and_filtered(client: Client):
    path = path_of(created(client))
    made = [client.post(f"{path}/test", {}).json for _ in range(3)]

    def shown(query: str) -> list[str]:
        page = client.get(f"{path}/deliveries?{query}").json
        found = [each["id"] for each in page["deliveries"]]
        while (cursor := page["next_cursor"]) is not None:
            page = client.get(f"{path}/deliveries?{query}&cursor={cursor}").json
            found += [each["id"] for each in page["deliveries"]]
        return found

    newest_first = [each["id"] for each in reversed(made)]
    assert shown("limit=2") == shown("failed=true&limit=1") == newest_first
    assert shown("failed=false") == []
    assert shown(f"event_id={made[1]['event_id']}") == [made[1]["id"]]


def test_a_rotated_secret_signs_beside_the_former_one(client: Client):
    with receiving() as receiver:
        made = created(client, url=receiver.url)
        rotated = client.post(f"{path_of(made)}/rotate", {}).json
        assert client.post(f"{path_of(made)}/test", {}).json["error"] is None

    secrets = made["secret"], rotated["secret"]
    (delivery,) = receiver.deliveries
    assert len(set(secrets)) == 2
    assert len(str(delivery.headers["webhook-signature"]).split(" ")) == 2
    for secret in secrets:
        Webhook(secret).verify(delivery.body, {**delivery.headers})


def test_a_former_secret_signs_no_longer_than_a_day(client: Client, stored: DomainRows):
    begin = domain_units_of_work(stored.engine, SystemClock())
    with receiving() as receiver:
        made = created(client, url=receiver.url)
        client.post(f"{path_of(made)}/rotate", {})
        with begin(client.domain_id) as tx:
            found = tx.endpoints.lock(client.domain_id, made["id"])
            assert found is not None
            tx.endpoints.save(evolve(found, former_secret_until=SystemClock().now()))
            tx.commit()
        # A request would answer only once deliveries are made by what it has changed.
        time.sleep(SETTLED_AFTER_S)
        client.post(f"{path_of(made)}/test", {})

    (delivery,) = receiver.deliveries
    assert len(str(delivery.headers["webhook-signature"]).split(" ")) == 1


def test_the_store_keeps_no_readable_secret(client: Client, stored: DomainRows, server: Server):
    made = created(client)
    begin = domain_units_of_work(stored.engine, SystemClock())
    with begin(client.domain_id) as tx:
        found = tx.endpoints.lock(client.domain_id, made["id"])

    assert found is not None
    assert made["secret"] not in found.secret
    assert made["secret"].removeprefix("whsec_") not in found.secret
    assert made["secret"] not in server.log.read_text()


@pytest.mark.parametrize("since", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_a_replay_reaches_back_30_days(client: Client, since: str):
    answer = client.post(f"{path_of(created(client))}/replay", {"since": since})

    assert (answer.status, answer.pointers) == (422, ["/since"])


@pytest.mark.parametrize("id", ["whe_missing", "a%00b", "x" * 65, "%2e%2e"])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        *(("GET", ""), ("PATCH", ""), ("DELETE", ""), ("POST", "/rotate"), ("POST", "/test")),
        ("GET", "/deliveries"),
    ],
)
def test_an_unknown_endpoint_is_missing(client: Client, method: str, path: str, id: str):
    body = b"{}" if method in {"PATCH", "POST"} else None

    answer = client.call(method, f"{ENDPOINTS}/{id}{path}", body)

    assert (answer.status, answer.code) in {(404, "endpoint_not_found"), (404, "not_found")}
