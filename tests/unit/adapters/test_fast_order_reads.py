"""Reads that are served before Flask, beside the same reads served by Flask's app."""

import re
from typing import Any, Final

import pytest
from attrs import asdict
from flask import Flask
from werkzeug.test import Client, TestResponse

from seller_orders.adapters.inbound.http.app import create_app
from seller_orders.adapters.inbound.http.app_context import AppContext
from seller_orders.adapters.inbound.http.observability.request_observer import install_observers
from seller_orders.adapters.inbound.http.observability.request_record import RequestRecord
from seller_orders.adapters.inbound.layers import Layers
from seller_orders.adapters.outbound.limits.rate_limiter import WindowRateLimiter
from seller_orders.application.access import Principal, Scope
from seller_orders.application.ports.unit_of_work import StoreUnavailableError
from seller_orders.application.queries.authenticate import Authenticate
from seller_orders.application.queries.get_order import GetOrder
from seller_orders.testing.sample_order import order
from tests.support.use_case_world import World

BASE: Final = "/merchant/api/v1/domains/dom_1"
READER: Final = {"Authorization": "Bearer reader"}
PRINCIPALS: Final = {
    "reader": Principal("key:reader", frozenset({"dom_1"}), frozenset({Scope.READ})),
    "writer": Principal("key:writer", frozenset({"dom_1"}), frozenset({Scope.WRITE})),
    "other": Principal("key:other", frozenset({"dom_2"}), frozenset({Scope.READ})),
}
ORDER: Final = f"{BASE}/orders/ord_1"
LIST: Final = f"{BASE}/orders"

REQUESTS: Final[dict[str, tuple[str, dict[str, str]]]] = {
    "an order": (ORDER, READER),
    "an order that the caller has": (ORDER, READER | {"If-None-Match": '"1"'}),
    "an order that the caller has, weakly": (ORDER, READER | {"If-None-Match": 'W/"7", W/"1"'}),
    "an order with another version": (ORDER, READER | {"If-None-Match": '"2"'}),
    "a missing order": (f"{BASE}/orders/ord_2", READER),
    "an id that none can be": (f"{BASE}/orders/or%20d", READER),
    "an id that is too long": (f"{BASE}/orders/{'x' * 65}", READER),
    "the path of the bulk update": (f"{BASE}/orders/bulk", READER),
    "a parameter of an order": (f"{ORDER}?limit=1", READER),
    "orders": (LIST, READER),
    "a page": (f"{LIST}?limit=1&page=1", READER),
    "a list of statuses": (f"{LIST}?status=pending&status=confirmed,shipped", READER),
    "an unknown parameter": (f"{LIST}?limt=1", READER),
    "a repeated parameter": (f"{LIST}?limit=1&limit=2", READER),
    "a parameter out of range": (f"{LIST}?limit=0", READER),
    "a parameter that is no UTF-8": (f"{LIST}?search=%ff", READER),
    "no credential": (ORDER, {}),
    "an unknown credential": (ORDER, {"Authorization": "Bearer nobody"}),
    "another scheme": (ORDER, {"Authorization": "Basic reader"}),
    "a missing scope": (ORDER, {"Authorization": "Bearer writer"}),
    "another domain": (ORDER, {"Authorization": "Bearer other"}),
    "a host that is none": (ORDER, READER | {"Host": "a b"}),
    "an unexpected error": (f"{BASE}/orders/broken", READER),
    "a store that is away": (f"{BASE}/orders/away", READER),
    "a trace": (ORDER, READER | {"X-Request-Id": "req-1"}),
}


class _Orders:
    """The world's use cases; two orders cannot be read."""

    def __init__(self, world: World) -> None:
        self._world: Any = world

    def __getattr__(self, name: str) -> Any:
        return getattr(self._world, name)

    def get_order(self, query: GetOrder) -> Any:
        if query.order_id == "broken":
            raise ZeroDivisionError
        if query.order_id == "away":
            raise StoreUnavailableError("away")
        return self._world.get_order(query)


def authenticate(query: Authenticate) -> Principal | None:
    return PRINCIPALS.get(query.credential)


def app_of(layers: Layers, rate: str) -> tuple[Flask, list[RequestRecord]]:
    """Return an app, and the records of its requests. Only all layers read directly."""
    operations: Any = _Orders(World.of(order()))
    context = AppContext(operations, authenticate, WindowRateLimiter(rate))
    app, records = create_app(context, lambda: True, layers=layers), list[RequestRecord]()
    install_observers(app, [records.append])
    return app, records


def answers(
    path: str, headers: dict[str, str], method: str = "GET", rate: str = "9/day", times: int = 1
) -> list[tuple[object, ...]]:
    """Return the answers and the record of both ways, the direct one first."""
    found = []
    for layers in Layers.ALL, Layers.GATEWAY:
        app, records = app_of(layers, rate)
        for _ in range(times):
            response = Client(app).open(path, method=method, headers=headers)
        found.append((*_seen(response), _recorded(records[-1])))
    return found


def _seen(response: TestResponse) -> tuple[object, ...]:
    # Durations, the rest of a day and ids of requests differ.
    headers = {name: value for name, value in response.headers if name != "X-Request-Id"}
    for name in "Server-Timing", "RateLimit", "Retry-After":
        if name in headers:
            headers[name] = re.sub(r"(dur|t)=[\d.]+|^\d+$", "", headers[name])
    body = re.sub(rb"Retry after \d+ s", b"", response.get_data())
    return response.status, headers, body


def _recorded(record: RequestRecord) -> dict[str, Any]:
    differing = ("request_id", "duration_s", "error")
    facts = {name: each for name, each in asdict(record).items() if name not in differing}
    return facts | {"error": type(record.error)}


@pytest.mark.parametrize("name", REQUESTS)
def test_direct_reads_answer_as_the_app_does(name: str):
    direct, by_flask = answers(*REQUESTS[name])

    assert direct == by_flask


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "DELETE"])
def test_other_methods_are_left_to_the_app(method: str):
    direct, by_flask = answers(ORDER, READER, method)

    assert direct == by_flask


def test_direct_reads_are_counted_and_limited():
    direct, by_flask = answers(ORDER, READER, rate="2/day", times=3)

    assert direct == by_flask
    assert direct[0] == "429 TOO MANY REQUESTS"


def test_a_direct_read_needs_no_context_of_flask(monkeypatch: pytest.MonkeyPatch):
    app, _ = app_of(Layers.ALL, "9/day")
    monkeypatch.setattr(app, "request_context", None)

    assert Client(app).get(ORDER, headers=READER).status_code == 200
    assert Client(app).get(LIST, headers=READER).status_code == 200
