"""API keys over HTTP."""

from datetime import UTC, datetime, timedelta

import pytest

from seller_orders.application.access import Scope
from tests.integration.http.replays import is_replayed
from tests.support.http_client import Client
from tests.support.server_process import Server
from tests.support.waiting import wait_until


def test_a_key_is_shown_once_and_works(client: Client):
    created = client.post("/keys", {"name": "ERP", "scopes": ["orders:read"]})

    shown = created.json
    colleague = client.with_key(shown.pop("key"))
    path = f"/keys/{shown['id']}"
    assert created.status == 201
    assert created.headers["Location"].endswith(path)
    assert shown == client.get(path).json
    assert shown.keys() == {
        *("id", "name", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at")
    }
    assert (shown["name"], shown["scopes"]) == ("ERP", ["orders:read"])
    assert colleague.get("/orders").status == 200
    assert colleague.post("/orders", {}).code == "insufficient_scope"
    assert client.get(path).json["last_used_at"] is not None


def test_a_key_has_the_scopes_of_orders_by_default(client: Client):
    created = client.post("/keys", {"name": "ERP"}).json

    assert created["scopes"] == ["orders:cancel", "orders:fulfill", "orders:read", "orders:write"]


def test_a_replay_does_not_show_the_key(client: Client):
    sent = [client.post("/keys", {"name": "ERP"}, Idempotency_Key="key-1") for _ in range(2)]

    first, again = (each.json for each in sent)
    assert [is_replayed(each) for each in sent] == [False, True]
    assert [each.status for each in sent] == [201, 201]
    assert first.pop("key") not in sent[1].body.decode()
    assert again.pop("secret_shown_once") is True
    assert again == first
    assert [key["name"] for key in client.get("/keys").json["keys"]].count("ERP") == 1


def test_a_key_gives_no_scope_that_its_creator_lacks(server: Server):
    reader = server.client(Scope.KEYS_WRITE, Scope.READ)

    refused = reader.post("/keys", {"name": "ERP", "scopes": ["orders:read", "users:write"]})
    default = reader.post("/keys", {"name": "ERP"})
    created = reader.post("/keys", {"name": "ERP", "scopes": ["orders:read", "keys:write"]})

    assert (refused.status, refused.code) == (403, "exceeds_own_scopes")
    assert "users:write" in refused.json["detail"]
    assert default.code == "exceeds_own_scopes"
    assert created.status == 201
    assert len(reader.get("/keys").json["keys"]) == 2


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({}, "/name", "required"),
        ({"name": ""}, "/name", "out_of_range"),
        ({"name": "x" * 201}, "/name", "out_of_range"),
        ({"name": "ERP", "scopes": []}, "/scopes", "out_of_range"),
        ({"name": "ERP", "scopes": ["orders:all"]}, "/scopes/0", "unknown_value"),
        ({"name": "ERP", "expires_at": "2020-01-01T00:00:00Z"}, "/expires_at", "is_past"),
        ({"name": "ERP", "expires_at": "2099-01-01"}, "/expires_at", "invalid"),
    ],
    ids=str,
)
def test_a_wrong_field_creates_no_key(client: Client, body: object, pointer: str, code: str):
    refused = client.post("/keys", body)

    assert (refused.status, refused.code) == (422, "invalid_fields")
    assert [(each["pointer"], each["code"]) for each in refused.json["errors"]] == [(pointer, code)]
    assert len(client.get("/keys").json["keys"]) == 1


def test_a_key_is_unauthenticated_from_its_expiry_on(client: Client):
    """The server has it in its cache by then."""
    end = datetime.now(UTC) + timedelta(seconds=1.5)
    created = client.post("/keys", {"name": "ERP", "expires_at": end.isoformat()}).json
    colleague = client.with_key(created["key"])
    before = colleague.get("/orders").status

    wait_until(lambda: datetime.now(UTC) >= end)

    refused = colleague.get("/orders")
    assert before in {200, 401}
    assert (refused.status, refused.code) == (401, "unauthenticated")
    unknown = client.with_key("sok_unknown").get("/orders")
    assert refused.json["detail"] == unknown.json["detail"]
    assert client.get(f"/keys/{created['id']}").json["revoked_at"] is None


def test_revoking_twice_changes_nothing(client: Client):
    created = client.post("/keys", {"name": "ERP"}).json
    path = f"/keys/{created['id']}"

    revoked, again = (client.call("DELETE", path, b"") for _ in range(2))

    assert (revoked.status, again.status) == (200, 200)
    assert revoked.json["revoked_at"] is not None
    assert again.json == revoked.json == client.get(path).json
    assert revoked.json in client.get("/keys").json["keys"]


def test_pages_of_keys_are_linked_by_a_cursor(client: Client):
    made = [client.post("/keys", {"name": f"key {n}"}).json["id"] for n in range(4)]

    first = client.get("/keys?limit=3").json
    rest = client.get(f"/keys?limit=3&cursor={first['next_cursor']}").json

    assert [each["id"] for each in first["keys"] + rest["keys"]][1:] == made
    assert len(first["keys"]) == 3
    assert rest["next_cursor"] is None
    assert client.get("/keys?limit=101").status == 422
    assert client.get("/keys?cursor=x").status == 422


def test_a_key_of_another_domain_is_missing(client: Client, other: Client):
    theirs = other.post("/keys", {"name": "ERP"}).json
    path = f"/keys/{theirs['id']}"

    answers = [client.get(path), client.call("DELETE", path, b"")]

    assert {(each.status, each.code) for each in answers} == {(404, "key_not_found")}
    assert other.get(path).json["revoked_at"] is None
    assert theirs["id"] not in client.get("/keys?limit=100").body.decode()
