"""The Postman collection has the whole API, and each of its requests works."""

import json
import re
from collections.abc import Iterator
from typing import Any, TypeAlias
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from attrs import define, field

from seller_orders.adapters.inbound.cli.postman_access_sequence import ACCESS_SEQUENCE
from seller_orders.adapters.inbound.cli.postman_collection import PUBLIC_SEQUENCE
from seller_orders.adapters.inbound.cli.postman_data_sequence import DATA_SEQUENCE
from seller_orders.adapters.inbound.cli.postman_endpoint_sequence import ENDPOINT_SEQUENCE
from seller_orders.adapters.inbound.cli.postman_sequence import ADMIN_SEQUENCE, SEQUENCE
from seller_orders.adapters.inbound.cli.postman_settings_sequence import SETTINGS_SEQUENCE
from seller_orders.adapters.inbound.http.layer_openapi import described
from seller_orders.adapters.inbound.layers import Layers
from tests.integration.layers.topology import TOKEN, Topology, three_layers
from tests.support.http_client import Answer, Client
from tests.support.server_process import sqlite_url, succeed

Written: TypeAlias = dict[tuple[Layers, bool], Any]

LAYERS = [Layers.GATEWAY, Layers.ORCHESTRATOR, Layers.CORE]
BY_LAYER = pytest.mark.parametrize("layer", LAYERS)
# Their bodies are the response of another request, or the full state of an order.
PASTED = {"Replace an order by the state after the version in If-Match, and record the event"}
# The ETag is that of another request, or one of two parameters may be sent.
CHOSEN = {
    "Change sections of a domain's settings",
    "Replace the settings of a domain",
    "Export the data of a customer",
}
MADE_BEFORE = {":key_id", ":user_id", ":view_id", ":endpoint_id", ":delivery_id"}
"""Things of a domain that each request of the core names, and that no request makes for it."""

NOT_THERE = {
    "Find a presented API key and record its use",
    "Find the response stored under an idempotency key",
    "Deliver a held message immediately",
    "Return the cached order; 204 means that the cache is unavailable",
}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    url = sqlite_url(tmp_path_factory.mktemp("postman") / "orders.db")
    return {
        (layer, is_environment): json.loads(
            succeed(
                url,
                *("postman", "--layer", str(layer)),
                *(["--environment"] if is_environment else []),
            )
        )
        for layer in LAYERS
        for is_environment in (False, True)
    }


@pytest.fixture(scope="module")
def layers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Topology]:
    with three_layers(tmp_path_factory.mktemp("layers")) as running:
        yield running


@BY_LAYER
def test_a_collection_has_exactly_the_operations_of_a_layer(written: Written, layer: Layers):
    items = written[layer, False]["item"]
    sent = {
        (item["request"]["method"], "/" + "/".join(item["request"]["url"]["path"]))
        for item in items
    }

    assert sent == {
        (method.upper(), re.sub(r"{(\w+)}", r":\1", path))
        for path, methods in described(layer)["paths"].items()
        for method in methods
    }
    assert len({item["name"] for item in items}) == len(items)
    assert written[layer, False]["info"]["schema"].endswith("/collection/v2.1.0/collection.json")


@BY_LAYER
def test_an_environment_has_all_variables_of_a_collection(written: Written, layer: Layers):
    asked = set(re.findall(r"{{(\w+)}}", json.dumps(written[layer, False])))
    values = {each["key"]: each for each in written[layer, True]["values"]}

    assert asked == set(values)
    assert values["api_key"]["type"] == "secret"
    assert values["api_key"]["value"] == ""
    assert layer is not Layers.GATEWAY or values["admin_key"]["type"] == "secret"


@define
class Postman:
    """Sends requests like Postman: with variables replaced, without disabled headers."""

    port: int
    environment: dict[str, str]
    answers: dict[str, Answer] = field(factory=dict)

    def send(self, item: dict[str, Any]) -> Answer:
        request = item["request"]
        variables = {each["key"]: each["value"] for each in request["url"]["variable"]}
        path = "/".join(
            variables[part[1:]] if part.startswith(":") else part for part in request["url"]["path"]
        )
        sent = {
            each["key"]: each["value"] for each in request["url"]["query"] if not each["disabled"]
        }
        path += f"?{urlencode(sent)}" if sent else ""
        headers = {
            each["key"]: self._filled(each["value"])
            for each in request["header"]
            if not each["disabled"]
        }
        body = request.get("body")
        if body is not None:
            assert body["options"]["raw"]["language"] == "json"
            headers["Content-Type"] = "application/json"
        ((_, name),) = re.findall(r"({{)(\w+)}}", json.dumps(request.get("auth", "{{api_key}}")))
        client = Client(port=self.port, domain_id="unused", key=self.environment[name])
        content = self._filled(body["raw"]).encode() if body is not None else None
        answer = client.send(request["method"], self._filled(f"/{path}"), content, headers)
        if "ETag" in answer.headers:
            self.environment["etag"] = answer.headers["ETag"]
        if answer.status == 201:
            self._remember(answer.json)
        self.answers[item["name"]] = answer
        return answer

    def _filled(self, text: str) -> str:
        text = text.replace("{{$guid}}", str(uuid4()))
        return re.sub(r"{{(\w+)}}", lambda named: self.environment[named[1]], text)

    def _remember(self, made: Any) -> None:
        kind = {"key": "key", "usr": "user", "vew": "view"}.get(made.get("id", "").split("_")[0])
        if kind is not None:
            self.environment[f"{kind}_id"] = made["id"]
        order = made.get("order", made)
        if "order_id" not in order:
            return
        self.environment["order_id"] = order["order_id"]
        self.environment["item_id"] = order["items"][0]["id"]
        for kind in ("fulfillment", "refund", "return", "hold"):
            if kind in made:
                self.environment[f"{kind}_id"] = made[kind]["id"]


def send_each(items: list[dict[str, Any]], postman: Postman) -> None:
    """Send all requests of the core, each for a new order with a shipment."""
    named = {
        (each["request"]["method"], each["request"]["url"]["path"][-1]): each for each in items
    }
    for item in items:
        assert postman.send(named["POST", "orders"]).status == 201
        if ":fulfillment_id" in item["request"]["url"]["path"]:
            assert postman.send(named["POST", "shipments"]).status == 201
        if item["request"]["url"]["path"][-1] == "send":
            assert postman.send(named["PATCH", "status"]).status == 200
        postman.send(item)


def postman_of(written: Written, layers: Topology, layer: Layers) -> Postman:
    client = layers.server.client()
    key = client.key if layer is Layers.GATEWAY else TOKEN
    assert key is not None
    environment = {each["key"]: each["value"] for each in written[layer, True]["values"]}
    return Postman(
        layers.ports[layer], environment | {"api_key": key, "domain_id": client.domain_id}
    )


def test_the_sequences_have_every_public_operation():
    operations = {
        operation["operationId"]
        for methods in described(Layers.GATEWAY)["paths"].values()
        for operation in methods.values()
    }

    assert {step.operation for step in PUBLIC_SEQUENCE} == operations
    assert any("q" in step.query for step in SEQUENCE)


@pytest.mark.parametrize("layer", [Layers.GATEWAY, Layers.ORCHESTRATOR])
def test_every_request_succeeds_in_sequence(written: Written, layers: Topology, layer: Layers):
    """Requests for a carrier's shipments are skipped, as without a connected carrier."""
    postman = postman_of(written, layers, layer)
    items = [
        item
        for item in written[layer, False]["item"]
        if all(event["listen"] != "prerequest" for event in item["event"])
    ]

    for item in items:
        answer = postman.send(item)
        assert answer.status < 300, (item["name"], answer.body)
        if "with words" in item["name"]:
            listed = {each["order_id"] for each in answer.json["orders"]}
            assert postman.environment["order_id"] in listed

    of_core = (*SETTINGS_SEQUENCE, *ACCESS_SEQUENCE, *DATA_SEQUENCE)
    of_domain = of_core if layer is Layers.GATEWAY else ()
    assert len(items) == len(SEQUENCE) - 3 + len(of_domain)


def test_every_request_of_the_core_works_as_it_is_sent(written: Written, layers: Topology):
    postman = postman_of(written, layers, Layers.CORE)

    send_each(written[Layers.CORE, False]["item"], postman)

    of_made_things = {
        item["name"]
        for item in written[Layers.CORE, False]["item"]
        if MADE_BEFORE & {*item["request"]["url"]["path"]}
    }
    refused = {
        name: (answer.status, answer.code)
        for name, answer in postman.answers.items()
        if answer.status >= 400 and not (name in of_made_things and answer.status == 404)
    }
    archive = "Archive a closed order: it is no longer listed and keeps all its data"
    assert set(refused) <= PASTED | CHOSEN | NOT_THERE | of_endpoints() | {archive}, refused


def of_endpoints() -> set[str]:
    """Return the names of requests for an endpoint, which is not there."""
    wanted = {step.operation for step in ENDPOINT_SEQUENCE}
    return {
        operation["summary"]
        for methods in described(Layers.CORE)["paths"].values()
        for operation in methods.values()
        if operation["operationId"] in wanted
    }


def test_every_admin_request_succeeds(written: Written, layers: Topology):
    """Runs last, because then the domains of new keys have to be registered."""
    postman = postman_of(written, layers, Layers.GATEWAY)
    postman.environment["admin_key"] = layers.server.admin_key()
    items = [item for item in written[Layers.GATEWAY, False]["item"] if "auth" in item["request"]]

    for item in items:
        answer = postman.send(item)
        assert answer.status < 300, (item["name"], answer.body)

    assert len(items) == len(ADMIN_SEQUENCE)
