"""docs/carrier-openapi.json matches the simulator, the client and the events."""

from typing import Any, Final

import pytest
from jsonschema_rs import ValidationError
from msgspec.json import schema_components
from schemathesis.core.result import Ok
from schemathesis.openapi import from_dict

from seller_orders.adapters.inbound.carrier_simulator.app import simulator
from seller_orders.adapters.inbound.http.api.carrier_event_schema import ShipmentEvent
from seller_orders.adapters.outbound.carriers.carrier_schemas import ShipmentAnswer
from seller_orders.domain.fulfillment import FulfillmentStatus
from tests.integration.carriers.bridge_description import DESCRIPTION, ensure_described

BRIDGE: Final = simulator().test_client()
NAMES: Final = {"id": "ful_1", "domain_id": "dom_1", "order_id": "ord_1"}


def test_description_is_valid_openapi():
    schema = from_dict(DESCRIPTION)
    schema.validate()

    labels = [str(each.ok().label) for each in schema.get_all_operations() if isinstance(each, Ok)]
    assert set(labels) == {
        "POST /shipments",
        "GET /shipments/{id}",
        "POST /shipments/{id}/cancel",
    }
    assert list(DESCRIPTION["webhooks"]) == [ShipmentEvent.EXAMPLE["type"]]


@pytest.mark.parametrize(
    ("method", "path", "described", "status"),
    [
        ("POST", "/shipments", "/shipments", 201),
        ("POST", "/shipments", "/shipments", 200),
        ("GET", "/shipments/ful_1", "/shipments/{id}", 200),
        ("GET", "/shipments/ful_9", "/shipments/{id}", 404),
        ("POST", "/shipments/ful_9/cancel", "/shipments/{id}/cancel", 404),
        ("POST", "/shipments/ful_1/cancel", "/shipments/{id}/cancel", 200),
    ],
)
def test_simulator_matches_the_description(method: str, path: str, described: str, status: int):
    answer = BRIDGE.open(path, method=method, json=NAMES)

    assert answer.status_code == status
    operation = DESCRIPTION["paths"][described][method.lower()]
    response = operation["responses"][str(status)]["$ref"].rpartition("/")[2]
    content = DESCRIPTION["components"]["responses"][response]["content"]
    ((content_type, media),) = content.items()
    assert answer.content_type == content_type
    ensure_described(media["schema"]["$ref"].rpartition("/")[2], answer.get_json())


def test_described_shipment_fields_are_the_fields_read():
    described = DESCRIPTION["components"]["schemas"]["Shipment"]

    assert list(described["properties"]) == list(ShipmentAnswer.__struct_fields__)
    assert described["properties"]["status"]["enum"] == list(FulfillmentStatus)


def _resolved(schema: Any, named: dict[str, Any]) -> Any:
    """Return a schema without references and without its null alternative."""
    if "$ref" in schema:
        return _resolved(named[schema["$ref"].rpartition("/")[2]], named)
    other = [each for each in schema.get("anyOf", []) if each != {"type": "null"}]
    return _resolved(other[0], named) if other else schema


def _fields(schema: Any, named: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of an object: required or not, allowed values, nested fields."""
    found = _resolved(schema, named)
    return {
        name: (
            name in found.get("required", []),
            sorted(_resolved(each, named).get("enum", [])),
            _fields(each, named),
        )
        for name, each in found.get("properties", {}).items()
    }


def test_described_event_fields_are_the_fields_read():
    (read,), named = schema_components([ShipmentEvent], schema_hook=_own_schema)
    schemas = DESCRIPTION["components"]["schemas"]
    described = schemas["ShipmentEvent"]

    fields = _fields(described, schemas)
    assert fields == _fields(read, named) | {"type": (True, [], {})}
    assert described["properties"]["type"] == {"const": "shipment.updated"}


def _own_schema(type_: Any) -> dict[str, Any]:
    schema: dict[str, Any] = type_.SCHEMA
    return schema


def test_example_is_valid_and_nonsense_is_not():
    ensure_described("ShipmentEvent", ShipmentEvent.EXAMPLE)
    for nonsense in ({}, {**ShipmentEvent.EXAMPLE, "data": {**NAMES, "status": "lost"}}):
        with pytest.raises(ValidationError):
            ensure_described("ShipmentEvent", nonsense)
