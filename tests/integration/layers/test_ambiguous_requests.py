"""Ambiguous requests on every route of every layer."""

from typing import Any

import pytest

from tests.integration.layers.test_incomplete_bodies import DOMAIN
from tests.integration.layers.topology import TOKEN, Topology
from tests.support.ambiguous_requests import BODIES, CREDENTIALS, HEADERS, HOST
from tests.support.http_client import Client
from tests.support.raw_http import Reply, exchange

LAYERS = pytest.mark.parametrize("layer", ["gateway", "orchestrator", "core"])


def routes(port: int) -> dict[tuple[str, str], dict[str, Any]]:
    document = Client(port=port, domain_id="d").send("GET", "/openapi.json").json
    return {
        (method.upper(), path.replace("{", "x").replace("}", "x")): described
        for path, methods in document["paths"].items()
        for method, described in methods.items()
    }


def send(
    layers: Topology, layer: str, route: tuple[str, str], *headers: str, body: bytes = b""
) -> Reply:
    head = "\r\n".join((" ".join((*route, "HTTP/1.1")), *headers, "Connection: close", "", ""))
    return exchange(layers.ports[layer], head.encode() + body)


@pytest.fixture(scope="module")
def credentials(layers: Topology) -> dict[str, str]:
    key = layers.server.client(domain_id=DOMAIN).key
    return {
        "gateway": f"Bearer {key}",
        "orchestrator": f"Bearer {TOKEN}",
        "core": f"Bearer {TOKEN}",
        "admin": f"Bearer {layers.server.admin_key()}",
    }


@LAYERS
def test_ambiguous_headers_are_400(layers: Topology, credentials: dict[str, str], layer: str):
    own = f"Authorization: {credentials[layer]}", f"X-Domain-Id: {DOMAIN}"
    ambiguous = {
        **{name: (*own, *lines) for name, lines in HEADERS.items()},
        **{each: (HOST, *own, f"Authorization: {each}") for each in CREDENTIALS},
    }

    accepted = [
        (route, name)
        for route in [*routes(layers.ports[layer]), ("GET", "/healthz"), ("GET", "/nowhere")]
        for name, lines in ambiguous.items()
        if send(layers, layer, route, *lines).statuses != [400]
    ]

    assert accepted == []


@LAYERS
def test_ambiguous_bodies_are_400(layers: Topology, credentials: dict[str, str], layer: str):
    own = HOST, f"X-Domain-Id: {DOMAIN}"
    with_body = [
        route
        for route, described in routes(layers.ports[layer]).items()
        # Carriers' events are refused before they are decoded, unless they are signed.
        if "requestBody" in described and "carriers" not in route[1]
    ]

    accepted = [
        (route, name)
        for route in with_body
        for name, (content_type, body) in BODIES.items()
        for is_admin in [layer == "gateway" and route[1].startswith("/admin/")]
        for credential in [f"Authorization: {credentials['admin' if is_admin else layer]}"]
        for head in [(*own, credential, content_type, f"Content-Length: {len(body)}")]
        if send(layers, layer, route, *head, body=body).statuses != [400]
    ]

    assert len(with_body) >= 9
    assert accepted == []
