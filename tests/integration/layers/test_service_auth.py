"""Inner layers admit other layers only."""

import pytest

from tests.integration.layers.topology import TOKEN, Topology
from tests.support.http_client import Client


def described(port: int) -> list[tuple[str, str]]:
    """Return every method and path of a layer's OpenAPI document, with placeholders filled."""
    document = Client(port=port, domain_id="d").send("GET", "/openapi.json").json
    return [
        (method.upper(), path.replace("{", "x").replace("}", "x"))
        for path, methods in document["paths"].items()
        for method in methods
    ]


@pytest.mark.parametrize("layer", ["orchestrator", "core"])
@pytest.mark.parametrize("credential", [None, "Bearer another-service-token", f"Basic {TOKEN}"])
def test_a_request_without_the_token_is_401(layers: Topology, layer: str, credential: str | None):
    port = layers.ports[layer]
    headers = {"X-Domain-Id": "d"} | ({"Authorization": credential} if credential else {})

    for method, path in described(port):
        answer = Client(port=port, domain_id="d").send(method, path, b"{}", headers)
        assert (answer.status, answer.code) == (401, "unauthenticated"), (method, path)


def test_the_original_routes_have_their_own_paths(layers: Topology):
    orchestrator = set(described(layers.ports["orchestrator"]))
    core = set(described(layers.ports["core"]))

    assert orchestrator >= {
        ("GET", "/orders"),
        ("GET", "/orders/xorder_idx"),
        ("PATCH", "/orders/xorder_idx/status"),
        ("POST", "/orders/xorder_idx/fulfillments"),
        ("POST", "/orders/xorder_idx/cancel"),
        ("PATCH", "/orders/bulk"),
        ("GET", "/refunds"),
    }
    assert core >= {
        ("POST", "/api/orders/search"),
        ("POST", "/api/refunds/search"),
        ("POST", "/api/orders"),
        ("GET", "/api/orders/xorder_idx"),
        ("PUT", "/api/orders/xorder_idx"),
        ("DELETE", "/api/orders/xorder_idx"),
        ("GET", "/api/orders/xorder_idx/items"),
        ("PATCH", "/api/orders/xorder_idx/status"),
        ("GET", "/api/cache/order/xorder_idx"),
        ("DELETE", "/api/cache/order/xorder_idx"),
        ("POST", "/api/cache/set"),
        ("POST", "/api/shipments"),
        ("PATCH", "/api/fulfillments/xfulfillment_idx/cancel"),
        ("POST", "/api/inventory/restore"),
        ("POST", "/api/notifications/send"),
    }


@pytest.mark.parametrize("layer", ["gateway", "orchestrator", "core"])
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_needs_no_token(layers: Topology, layer: str, path: str):
    assert Client(port=layers.ports[layer], domain_id="d").send("GET", path).status == 200


def test_a_service_request_names_its_domain(layers: Topology):
    nobody = Client(port=layers.ports["orchestrator"], domain_id="d", key=TOKEN)

    unnamed = nobody.send("GET", "/orders")
    named = nobody.send("GET", "/orders", headers={"X-Domain-Id": "dom_1"})

    assert (unnamed.status, unnamed.pointers) == (422, ["/X-Domain-Id"])
    assert (named.status, named.json["orders"]) == (200, [])
