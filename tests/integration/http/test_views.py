"""Saved views of the order list."""

from typing import Any

import pytest

from seller_orders.application.access import Scope
from tests.support import order_requests
from tests.support.http_client import Client
from tests.support.server_process import Server

LATE = {
    "name": "Late orders",
    "query": "late=true&sort_by=ship_by&status=pending&status=confirmed",
    "columns": ["order_number", "ship_by"],
    "shared": True,
}


def created(client: Client, **changes: Any) -> Any:
    answer = client.post("/views", LATE | changes)
    assert answer.status == 201
    return answer.json


def colleague(server: Server, client: Client, *scopes: Scope) -> Client:
    return server.client(*scopes, domain_id=client.domain_id)


def test_a_view_is_saved_and_read(client: Client):
    answer = client.post("/views", LATE)

    view = answer.json
    assert answer.headers["Location"].endswith(f"/views/{view['id']}")
    assert view.items() >= LATE.items()
    assert view["owner"].startswith("key:")
    assert client.get(f"/views/{view['id']}").json == view
    assert client.get("/views").json == {"views": [view], "next_cursor": None}


def test_the_list_accepts_a_view_s_query(client: Client):
    order_requests.create_order(client, tags=["grün & blau"])
    view = created(client, query="tag=gr%C3%BCn%20%26%20blau&q=anjali")

    assert len(client.get(f"/orders?{view['query']}").json["orders"]) == 1


REFUSED = {
    "an unknown parameter": ("colour=red", "colour"),
    "an unknown value": ("status=new", "status"),
    "a bad date": ("date_from=yesterday", "date_from"),
    "a repeated parameter": ("tag=a&tag=b", "tag"),
    "no UTF-8": ("tag=%FF", "tag"),
    "a page": ("page=2", "page"),
    "a cursor": ("cursor=W10", "cursor"),
    "a question mark": ("?late=true", "?late"),
}


@pytest.mark.parametrize(("query", "name"), REFUSED.values(), ids=REFUSED)
def test_a_query_that_the_list_refuses_is_refused(client: Client, query: str, name: str):
    view = created(client)

    refused = [
        client.post("/views", LATE | {"query": query}),
        client.patch(f"/views/{view['id']}", {"query": query}),
    ]

    for each in refused:
        assert (each.status, each.code, each.pointers) == (422, "invalid_fields", ["/query"])
        assert name in each.json["errors"][0]["detail"]
    assert client.get("/views").json["views"] == [view]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"name": ""}, "/name"),
        ({"name": None}, "/name"),
        ({"query": "x" * 2001}, "/query"),
        ({"columns": ["order_number", "colour"]}, "/columns/1"),
        ({"owner": "key:1"}, "/owner"),
        ({"shared": "yes"}, "/shared"),
    ],
    ids=str,
)
def test_a_wrong_field_saves_no_view(client: Client, change: Any, pointer: str):
    refused = client.post("/views", LATE | change)

    assert (refused.status, refused.pointers) == (422, [pointer])
    assert client.get("/views").json["views"] == []


def test_a_private_view_is_seen_by_its_owner_alone(server: Server, client: Client):
    view = created(client, shared=False)
    path, other = f"/views/{view['id']}", colleague(server, client)

    answers = [
        other.get(path),
        other.patch(path, {"name": "Mine"}),
        other.call("DELETE", path, b""),
    ]

    assert {(each.status, each.code) for each in answers} == {(404, "view_not_found")}
    assert other.get("/views").json["views"] == []
    assert client.get(path).json == view


def test_a_shared_view_is_changed_by_its_owner_alone(server: Server, client: Client):
    view = created(client)
    path, other = f"/views/{view['id']}", colleague(server, client, Scope.READ, Scope.WRITE)

    answers = [other.patch(path, {"name": "Mine"}), other.call("DELETE", path, b"")]
    seen = other.get(path).json
    changed = client.patch(path, {"name": "Late", "columns": [], "shared": False})

    assert {(each.status, each.code) for each in answers} == {(403, "not_view_owner")}
    assert seen == view
    assert changed.json == view | {"name": "Late", "columns": [], "shared": False}
    assert other.get("/views").json["views"] == []
    assert client.call("DELETE", path, b"").status == 204
    assert client.get(path).code == "view_not_found"


def test_users_write_changes_every_shared_view(server: Server, client: Client):
    shared, private = created(client), created(client, shared=False)
    scopes = (Scope.READ, Scope.WRITE, Scope.USERS_WRITE)
    manager = colleague(server, client, *scopes)
    path = f"/views/{shared['id']}"

    assert manager.patch(path, {"name": "Late"}).json == shared | {"name": "Late"}
    assert manager.call("DELETE", path, b"").status == 204
    assert manager.patch(f"/views/{private['id']}", {}).code == "view_not_found"
    # Sharing needs orders:write of a manager of users, too.
    reader = colleague(server, client, Scope.READ, Scope.USERS_WRITE)
    kept = f"/views/{created(client)['id']}"
    assert reader.patch(kept, {"name": "Late"}).code == "exceeds_own_scopes"


def test_sharing_needs_orders_write(server: Server, client: Client):
    reader = colleague(server, client, Scope.READ)
    view = created(reader, shared=False)
    path = f"/views/{view['id']}"

    refused = [reader.post("/views", LATE), reader.patch(path, {"shared": True})]

    assert {(each.status, each.code) for each in refused} == {(403, "exceeds_own_scopes")}
    assert reader.patch(path, {"name": "Late"}).json["shared"] is False
    assert client.get("/views").json["views"] == []


def test_a_domain_has_at_most_200_views(client: Client):
    made = [created(client, name=f"View {n}")["id"] for n in range(200)]

    refused = client.post("/views", LATE)

    assert (refused.status, refused.code) == (409, "too_many_views")
    assert client.call("DELETE", f"/views/{made[7]}", b"").status == 204
    assert created(client)


def test_a_view_of_another_domain_is_missing(client: Client, other: Client):
    theirs = created(other)
    path = f"/views/{theirs['id']}"

    answers = [client.get(path), client.patch(path, {}), client.call("DELETE", path, b"")]

    assert {(each.status, each.code) for each in answers} == {(404, "view_not_found")}
    assert client.get("/views").json["views"] == []
    assert other.get(path).json == theirs
