"""The core's calls for each of six operations, compared with the table of docs/layers.md."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from tests.integration.layers.topology import Topology
from tests.support import order_requests
from tests.support.http_client import Answer, Client
from tests.support.log_lines import lines_of

_TABLE: Final = Path(__file__).parents[3] / "docs" / "layers.md"
_ROW: Final = re.compile(r"\| (\w+) \| [^|]+ \| ([^|]+) \|")


def calls_in_the_table() -> dict[str, list[str]]:
    """Return the calls of each operation: the third column's texts in backticks."""
    rows = _ROW.findall(_TABLE.read_text())
    return {name: re.findall("`([^`]+)`", calls) for name, calls in rows if name in OPERATIONS}


def routes(port: int) -> dict[str, str]:
    """Return each operation's method and path from a layer's OpenAPI document."""
    paths = Client(port=port, domain_id="d").send("GET", "/openapi.json").json["paths"]
    return {
        described["operationId"]: f"{method.upper()} {path}"
        for path, methods in paths.items()
        for method, described in methods.items()
    }


ACCESS: Final = {"read_keys", "read_domain_state"}
"""Calls of the gateway, which remembers their answers."""


def bulk(client: Client, order: dict[str, Any]) -> Answer:
    data = {"tags": ["gift"]}
    return client.patch(
        "/orders/bulk", {"order_ids": [order["order_id"]], "action": "add_tags", "data": data}
    )


OPERATIONS: Final[dict[str, Callable[[Client, dict[str, Any]], Answer]]] = {
    "list": lambda client, _: client.get("/orders"),
    "get": lambda client, order: client.get(f"/orders/{order['order_id']}"),
    "status": lambda client, order: client.patch(
        f"/orders/{order['order_id']}/status", {"status": "processing", "notify_customer": True}
    ),
    "fulfill": lambda client, order: client.post(
        f"/orders/{order['order_id']}/fulfillments", {"items": [{"id": "iid_001", "quantity": 1}]}
    ),
    "cancel": lambda client, order: client.post(
        f"/orders/{order['order_id']}/cancel", {"reason": "fraud", "refund": True, "restock": True}
    ),
    "bulk": bulk,
}


def test_the_documented_table_has_every_operation():
    assert calls_in_the_table().keys() == OPERATIONS.keys()


@pytest.mark.parametrize("operation", OPERATIONS)
def test_the_core_gets_exactly_the_documented_calls(layers: Topology, operation: str):
    client = layers.server.client()
    order = order_requests.create_order(client)

    answer = OPERATIONS[operation](client, order)

    assert answer.status in {200, 201}
    lines = lines_of(layers.server.log.with_name("core.log"), answer)
    described = routes(layers.ports["core"])
    reached = [described[line["operation"]] for line in lines if line["operation"] not in ACCESS]
    assert reached == calls_in_the_table()[operation]
