"""Hostile values on every route of the core, rejected alike on SQLite and PostgreSQL."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path as FilePath
from typing import Any, Final, TypeAlias
from uuid import uuid4

import pytest
from attrs import frozen

from seller_orders.adapters.inbound.http.layer_openapi import described
from seller_orders.adapters.inbound.layers import Layers
from tests.integration.http import request_bodies
from tests.integration.http.full_bodies import FULL, Path
from tests.integration.http.raw_json import with_value
from tests.integration.layers.hostile_values import NEVER, hostile
from tests.integration.layers.topology import TOKEN
from tests.support.http_client import Answer, Client, to_json
from tests.support.server_process import serving
from tests.support.servers import fresh_database

DOMAIN: Final = "dom_1"
OWN_DOMAIN: Final = "dom_2"
"""The domain that sets up things for itself, which apply to no order of the other."""

SECRET_KEY: Final = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
_BODIES: Final = {str(operation): body for operation, body in FULL}
_SHIPMENT: Final = _BODIES["create_fulfillment"]


_OF_A_DOMAIN: Final[dict[tuple[str, str], dict[str, Any]]] = {
    ("PUT", "/settings"): request_bodies.SETTINGS,
    ("PATCH", "/settings"): request_bodies.SETTINGS,
    ("POST", "/webhook-endpoints"): request_bodies.ENDPOINT,
    ("PATCH", "/webhook-endpoints/{endpoint_id}"): request_bodies.ENDPOINT,
    ("DELETE", "/webhook-endpoints/{endpoint_id}"): {},
    ("POST", "/webhook-endpoints/{endpoint_id}/rotate"): {},
    ("POST", "/webhook-endpoints/{endpoint_id}/test"): {},
    ("POST", "/webhook-endpoints/{endpoint_id}/replay"): {
        "since": "2026-11-26T12:00:00Z",
        "topics": ["order.late"],
    },
    ("POST", "/webhook-endpoints/{endpoint_id}/deliveries/{delivery_id}/retry"): {},
    ("POST", "/keys"): request_bodies.KEY,
    ("DELETE", "/keys/{key_id}"): {},
    ("POST", "/users"): request_bodies.USER,
    ("PATCH", "/users/{user_id}"): request_bodies.UPDATE_USER,
    ("DELETE", "/users/{user_id}"): {},
    ("POST", "/views"): request_bodies.VIEW,
    ("PATCH", "/views/{view_id}"): request_bodies.VIEW,
    ("DELETE", "/views/{view_id}"): {},
    ("POST", "/customers/erase"): {"customer_id": "cus_9"},
}
"""Bodies with every field, by the routes of what a domain sets up for itself."""

Case: TypeAlias = tuple[Path, str]
"""A field's path and the kind of fault."""


@frozen
class Core:
    """A core on one database."""

    client: Client

    def send(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        domain_id = DOMAIN if path.startswith("/api/") else OWN_DOMAIN
        given = {"X-Domain-Id": domain_id, "Content-Type": "application/json"}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.send(method, path, body, given)

    def created(self, order_id: str) -> None:
        own = {"order_id": order_id, "order_number": order_id, "external_ids": {"erp": order_id}}
        body = _BODIES["create_order"] | own
        assert self.send("POST", "/api/orders", to_json(body)).status == 201

    def made(self, path: str, body: dict[str, Any]) -> str:
        """Create something that the domain sets up for itself, and return its id."""
        answer = self.send("POST", path, to_json(body))
        assert answer.status == 201, answer.body
        return str(answer.json["id"])

    def etag(self, path: str, order: dict[str, Any]) -> str:
        """Return the ETag of what a change of the path is about."""
        if path == "/settings":
            return self.send("GET", path).headers["ETag"]
        return f'"{order["version"]}"'

    def order(self, order_id: str) -> dict[str, Any]:
        return dict(json.loads(self.send("GET", f"/api/orders/{order_id}").body))

    def state(self, order_id: str) -> tuple[bytes, bytes]:
        listed = self.send("POST", "/api/orders/search", b'{"limit": 100}')
        return self.send("GET", f"/api/orders/{order_id}").body, listed.body


@pytest.fixture(scope="module")
def cores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Core, ...]]:
    """A core on SQLite and one on PostgreSQL."""
    folders = [tmp_path_factory.mktemp(name) for name in ("sqlite", "postgresql")]
    with fresh_database() as url, core(folders[0]) as sqlite, core(folders[1], url) as postgresql:
        yield sqlite, postgresql


@contextmanager
def core(folder: FilePath, url: str | None = None) -> Iterator[Core]:
    settings: Any = {
        "SERVICE_TOKEN": TOKEN,
        "RATE_LIMIT": "100000/second",
        "SECRET_KEYS": SECRET_KEY,
        "WEBHOOK_ALLOW_PRIVATE": "1",
    }
    with serving(folder, url, options=("--layers", "core", "--no-relay"), **settings) as server:
        yield Core(Client(port=server.port, domain_id=DOMAIN, key=TOKEN))


def following(order: dict[str, Any]) -> dict[str, Any]:
    """Return the order after another change of its tags, with every kind of fact."""
    version = order["version"] + 1
    facts = {"added": ["vip"], "amount": 1.5, "whole": 7, "inner": {"text": "x"}}
    entry = {
        "id": f"evt_{version}",
        "type": "order.tags_changed",
        "at": "2026-11-26T12:00:00Z",
        "by": "me",
        "version": version,
        "from": "pending",
        "to": "processing",
        "note": "Soon",
        "notified": ["email"],
        "data": facts,
    }
    refund = {"id": "rfd_1", "amount": 1, "status": "pending", "reason": "Broken"}
    payment = order["payment"] | {"refunds": [refund | {"created_at": order["created_at"]}]}
    state = {"version": version, "timeline": [*order["timeline"], entry], "payment": payment}
    return order | state


def bodies(order: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    """Return a body with every field for each of the core's routes with a body."""
    order_id, now = order["order_id"], "2026-11-26T12:00:00Z"
    message = {
        "message_id": f"evt_{order['version']}_sent",
        "domain_id": DOMAIN,
        "order_id": order_id,
        "channel": "event",
        "about": "order.status_changed",
        "version": 2,
        "created_at": now,
        "data": {"text": "x", "number": 1, "inner": [{"amount": 1.5}]},
        "held_until": now,
    }
    commit = {
        "orders": [{"order": following(order), "read_version": order["version"]}],
        "messages": [message],
        "answer": {
            "key": f"key_{order['version']}",
            "fingerprint": "0" * 64,
            "answer": "AAAA",
            "replaces": False,
        },
    }
    search = {
        "filters": {
            "statuses": ["pending"],
            "payment_statuses": ["paid"],
            "fulfillment_statuses": ["unfulfilled"],
            "financial_statuses": ["paid"],
            "customer_id": "cus_1",
            "store_id": "store_1",
            "tag": "vip",
            "awb": "1Z9",
            "created_from": now,
            "created_to": now,
            "number_begins_or_ends_with": "10",
            "external_id": ["erp", "SO-17"],
            "attribute": ["gift", "yes"],
            "return_statuses": ["requested"],
            "assignee": "usr_7",
            "unassigned": False,
            "held": True,
            "late": False,
            "at": now,
        },
        "sort": {"key": "order_number", "descending": True},
        "limit": 20,
        "offset": 0,
        "after": {"value": "10", "order_id": "ord_1"},
    }
    unit = {"id": "iid_001", "sku": "SKU", "quantity": 1}
    return {
        ("POST", "/api/commits"): commit,
        ("PUT", "/api/orders/{order_id}"): following(order),
        ("POST", "/api/orders/search"): search,
        ("POST", "/api/orders/read"): {"order_ids": [order_id]},
        ("POST", "/api/refunds/search"): {
            "statuses": ["pending"],
            "limit": 20,
            "after": {"created_at": now, "order_id": order_id, "refund_id": "rfd_1"},
        },
        ("POST", "/api/orders/taken"): {"order_ids": [order_id], "numbers": ["1001"]},
        ("POST", "/api/external-ids/find"): {"external_ids": [["erp", "SO-17"]]},
        ("POST", "/api/order-numbers"): {},
        ("POST", "/api/outbox/deliver"): message,
        ("POST", "/api/answers/find"): {"key": "key"},
        ("POST", "/api/keys/find"): {"digest": "0" * 64},
        ("POST", "/api/keys/read"): {"digests": ["0" * 64]},
        ("POST", "/api/cache/set"): {"order_id": order_id},
        ("POST", "/api/shipments"): {"order_id": order_id, **_SHIPMENT},
        ("PATCH", "/api/fulfillments/{fulfillment_id}/cancel"): {"order_id": order_id},
        ("POST", "/api/inventory/restore"): {"order_id": order_id, "items": [unit]},
        ("POST", "/api/notifications/send"): {
            "order_id": order_id,
            "version": 1,
            "channels": ["email"],
        },
        ("POST", "/api/orders"): _BODIES["create_order"],
        ("PATCH", "/api/orders/{order_id}/status"): _BODIES["update_status"],
        ("PATCH", "/api/orders/{order_id}/external-ids"): {"erp": "SO-17"},
        ("POST", "/api/settings/read"): {"version": 1},
        **_OF_A_DOMAIN,
    }


def ids_of(core: Core, path: str) -> dict[str, str]:
    """Return the ids in a path of what a domain sets up, which is made for it."""
    makers: dict[str, tuple[str, dict[str, Any]]] = {
        "{endpoint_id}": ("/webhook-endpoints", request_bodies.ENDPOINT),
        "{key_id}": ("/keys", request_bodies.KEY),
        "{user_id}": ("/users", request_bodies.USER | {"email": f"{uuid4().hex}@shop.example"}),
        "{view_id}": ("/views", request_bodies.VIEW),
    }
    return {
        name.strip("{}"): core.made(*maker) for name, maker in makers.items() if name in path
    } | {"delivery_id": "whd_1"}


def routes_with_a_body() -> set[tuple[str, str]]:
    """Return the core's routes with a body, from its OpenAPI document."""
    return {
        (method.upper(), path)
        for path, operations in described(Layers.CORE)["paths"].items()
        for method, operation in operations.items()
        if "requestBody" in operation
    }


ROUTES: Final = sorted(routes_with_a_body())


def test_every_route_with_a_body_is_tested():
    order = {"order_id": "ord_1", "version": 1, "timeline": [], "payment": {}, "created_at": ""}

    assert set(bodies(order)) == set(ROUTES)


@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
def test_both_databases_reject_hostile_values_alike(
    cores: tuple[Core, ...], route: tuple[str, str]
):
    with ThreadPoolExecutor(len(cores)) as pool:
        sqlite, postgresql = pool.map(lambda each: tried(each, route), cores)

    assert {case: said for case, said in postgresql.items() if sqlite[case] != said} == {}
    assert {case: said for case, said in sqlite.items() if said[0] >= 500} == {}
    taken = [case for case, said in sqlite.items() if said[0] < 300 and case[1] in NEVER]
    assert taken == []


def tried(core: Core, route: tuple[str, str]) -> dict[Case, tuple[Any, ...]]:
    """Return a core's response to each hostile value. Rejected values change nothing."""
    method, path = route
    order_id = f"ord_{ROUTES.index(route)}"
    ids = ids_of(core, path)
    path = path.format(order_id=order_id, fulfillment_id="ful_full", **ids)
    core.created(order_id)
    answers = dict[Case, tuple[Any, ...]]()
    order, before = core.order(order_id), core.state(order_id)
    for place, values in groupby(list(hostile(bodies(order)[route])), lambda each: each[0]):
        is_changed = False
        for _, kind, raw in values:
            body = with_value(bodies(order)[route], place, raw)
            answer = core.send(method, path, body, If_Match=core.etag(path, order))
            problem = answer.json if answer.status >= 400 else {}
            pointers = [each["pointer"] for each in problem.get("errors", ())]
            answers[place, kind] = answer.status, problem.get("code"), pointers
            if answer.status < 300:
                # An accepted value is a change, so the next value follows from the new order.
                order, is_changed = core.order(order_id), True
        state = core.state(order_id)
        assert is_changed or state == before, place
        before = state
    return answers
