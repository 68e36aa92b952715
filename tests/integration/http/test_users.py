"""Users over HTTP, and the name of an order's assignee."""

from typing import Any

import pytest

from seller_orders.application.access import Scope
from tests.support import order_requests
from tests.support.http_client import Client
from tests.support.server_process import Server

ANJALI = {"email": "Anjali@shop.example", "name": "Anjali Patel", "role": "fulfiller"}
PHRASE = "correct horse battery staple"


def created(client: Client, **changes: Any) -> Any:
    answer = client.post("/users", ANJALI | changes)
    assert answer.status == 201
    return answer.json


def test_a_user_is_created_and_read(client: Client):
    answer = client.post("/users", ANJALI | {"password": PHRASE})

    user = answer.json
    assert answer.status == 201
    assert answer.headers["Location"].endswith(f"/users/{user['id']}")
    assert user.items() >= ANJALI.items()
    assert user.keys() == {
        *("id", "email", "name", "role"),
        *("created_at", "updated_at", "last_seen_at", "disabled_at"),
    }
    assert client.get(f"/users/{user['id']}").json == user
    assert client.get("/users").json == {"users": [user], "next_cursor": None}


def test_no_answer_has_a_password_or_its_hash(client: Client):
    user = created(client, password=PHRASE)
    changed = client.patch(f"/users/{user['id']}", {"password": PHRASE[::-1]})

    for shown in (str(user), changed.body.decode(), client.get("/users").body.decode()):
        assert "argon2" not in shown
        assert "password" not in shown


def test_each_field_of_a_user_can_change(client: Client):
    user = created(client)
    path = f"/users/{user['id']}"

    changed = client.patch(path, {"name": "Anjali", "role": "viewer", "disabled": True}).json
    enabled = client.patch(path, {"disabled": False}).json

    assert (changed["name"], changed["role"]) == ("Anjali", "viewer")
    assert changed["disabled_at"] is not None
    assert enabled["disabled_at"] is None
    assert enabled == client.get(path).json


def test_an_e_mail_address_is_unique_in_its_domain(client: Client, other: Client):
    user = created(client)

    taken = client.post("/users", ANJALI | {"email": "anjali@SHOP.example"})

    assert (taken.status, taken.code) == (409, "email_taken")
    assert user["id"] in taken.json["detail"]
    assert created(other)["email"] == user["email"]


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"email": "anjali"}, "/email", "invalid"),
        ({"email": "Anjali <anjali@shop.example>"}, "/email", "invalid"),
        ({"email": f"{'a' * 250}@b.example"}, "/email", "invalid"),
        ({"email": 1}, "/email", "invalid"),
        ({"name": ""}, "/name", "out_of_range"),
        ({"role": "admin"}, "/role", "unknown_value"),
        ({"password": "short"}, "/password", "out_of_range"),
        ({"password": "anjali@shop.example"}, "/password", "out_of_range"),
        ({"password": "é" * 501}, "/password", "out_of_range"),
        ({"password": None}, "/password", "wrong_type"),
        ({"id": "usr_1"}, "/id", "unknown_field"),
    ],
    ids=str,
)
def test_a_wrong_field_creates_no_user(client: Client, change: Any, pointer: str, code: str):
    refused = client.post("/users", ANJALI | change)

    assert (refused.status, refused.code) == (422, "invalid_fields")
    assert [(each["pointer"], each["code"]) for each in refused.json["errors"]] == [(pointer, code)]
    assert client.get("/users").json["users"] == []
    if isinstance(change.get("password"), str):
        assert change["password"] not in refused.body.decode()


def test_the_last_owner_stays(client: Client):
    owner = created(client, role="owner")
    path = f"/users/{owner['id']}"

    refused = [
        client.patch(path, {"role": "manager"}),
        client.patch(path, {"disabled": True}),
        client.call("DELETE", path, b""),
    ]

    assert {(each.status, each.code) for each in refused} == {(409, "last_owner")}
    assert client.get(path).json == owner
    created(client, role="owner", email="second@shop.example")
    assert client.call("DELETE", path, b"").status == 204
    assert client.get(path).code == "user_not_found"


def test_a_caller_reaches_no_role_beyond_own_scopes(server: Server):
    owner = server.client()
    user = created(owner, role="owner")
    clerk = server.client(Scope.USERS_WRITE, Scope.READ, domain_id=owner.domain_id)
    viewer = created(clerk, role="viewer", email="viewer@shop.example")
    path = f"/users/{viewer['id']}"

    refused = [
        clerk.post("/users", ANJALI | {"email": "new@shop.example"}),
        clerk.patch(path, {"role": "fulfiller"}),
        clerk.patch(f"/users/{user['id']}", {"password": PHRASE}),
        clerk.call("DELETE", f"/users/{user['id']}", b""),
    ]

    assert {(each.status, each.code) for each in refused} == {(403, "exceeds_own_scopes")}
    assert clerk.patch(path, {"name": "Vi"}).status == 200
    assert len(owner.get("/users").json["users"]) == 2


def test_pages_of_users_are_linked_by_a_cursor(client: Client):
    made = [created(client, email=f"user{n}@shop.example")["id"] for n in range(3)]

    first = client.get("/users?limit=2").json
    rest = client.get(f"/users?limit=2&cursor={first['next_cursor']}").json

    assert [each["id"] for each in first["users"] + rest["users"]] == made
    assert (len(first["users"]), rest["next_cursor"]) == (2, None)


def test_a_user_of_another_domain_is_missing(client: Client, other: Client):
    theirs = created(other)
    path = f"/users/{theirs['id']}"

    answers = [
        client.get(path),
        client.patch(path, {"name": "Eve"}),
        client.call("DELETE", path, b""),
    ]

    assert {(each.status, each.code) for each in answers} == {(404, "user_not_found")}
    assert client.get("/users").json["users"] == []
    assert other.get(path).json == theirs


def test_an_assignee_has_the_name_of_the_user(client: Client, other: Client):
    user, order = created(client), order_requests.create_order(client)
    path = f"/orders/{order['order_id']}/assignee"
    nobody = client.get(path).json
    client.patch(path, {"user_id": user["id"]})

    assigned = client.get(path).json
    client.patch(f"/users/{user['id']}", {"name": "Anjali Rao"})
    renamed = client.get(path).json
    client.call("DELETE", f"/users/{user['id']}", b"")
    deleted = client.get(path).json

    assert nobody == {"user_id": None, "name": None}
    assert assigned == {"user_id": user["id"], "name": "Anjali Patel"}
    assert renamed == {"user_id": user["id"], "name": "Anjali Rao"}
    assert deleted == {"user_id": user["id"], "name": None}
    assert other.get(path).code == "order_not_found"
    assert client.get("/orders/missing/assignee").code == "order_not_found"


def test_an_assignee_is_never_named_by_another_domain(client: Client, other: Client):
    theirs, order = created(other), order_requests.create_order(client)
    path = f"/orders/{order['order_id']}/assignee"

    client.patch(path, {"user_id": theirs["id"]})

    assert client.get(path).json == {"user_id": theirs["id"], "name": None}
