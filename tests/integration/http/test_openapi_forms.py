"""/openapi.json has the forms that code generators read."""

import json
import re

import pytest

from seller_orders.adapters.inbound.http.api.carrier_event_schema import ShipmentEvent
from seller_orders.domain.timeline import ChangeType
from tests.support.openapi_conformance import described
from tests.support.openapi_parts import operations, parts, property_sets, schemas


def test_no_default_is_null():
    """Generators would send null, or require a field that has a default."""
    assert [path for path, part in parts(schemas()) if path.endswith("/default")] == []
    assert '"default":null' not in json.dumps(described(), separators=(",", ":"))


def test_no_component_is_unused():
    references = set(re.findall(r'"\$ref": ?"#/components/(\w+/[\w-]+)"', json.dumps(described())))
    references |= {
        target.removeprefix("#/components/")
        for _, part in parts(described())
        if isinstance(part, dict)
        for target in part.get("mapping", {}).values()
    }
    declared = {
        f"{kind}/{name}"
        for kind, named in described()["components"].items()
        if kind != "securitySchemes"
        for name in named
    }

    assert declared == references


def test_no_schema_is_called_like_its_field():
    """Generated classes then have two variables of one name."""
    same = [
        name
        for name, fields in property_sets()
        for field in fields
        if name.lower() == field.replace("_", "").lower()
    ]

    assert same == []


def test_every_enum_has_a_type():
    enums = [part for _, part in parts(schemas()) if isinstance(part, dict) and "enum" in part]

    assert len(enums) > 30
    assert [each for each in enums if "type" not in each] == []


@pytest.mark.parametrize(
    ("schema", "field", "values"),
    [
        ("Order", "status", "cancelled"),
        ("Order", "payment_status", "authorized"),
        ("Order", "fulfillment_status", "partial"),
        ("Order", "financial_status", "partially_refunded"),
        ("OrderSummary", "status", "pending"),
        ("OrderSummary", "financial_status", "partially_paid"),
        ("Payment", "status", "voided"),
        ("Refund", "status", "succeeded"),
        ("RefundSummary", "status", "failed"),
        ("Fulfillment", "status", "out_for_delivery"),
        ("TimelineEntry", "type", "order.restocked"),
        ("Cancellation", "reason", "out_of_stock"),
        ("Notification", "state", "queued"),
        ("Restock", "cause", "cancellation"),
    ],
)
def test_answers_have_enums(schema: str, field: str, values: str):
    reference = schemas()[schema]["properties"][field]["$ref"]

    assert values in schemas()[reference.rpartition("/")[2]]["enum"]


def test_times_have_a_format():
    times = {
        (name, field): schema
        for name, fields in property_sets()
        for field, schema in fields.items()
        if field in {"at", "timestamp", "due_since"} or field.endswith("_at")
    }

    assert len(times) > 15
    assert [key for key, schema in times.items() if schema.get("format") != "date-time"] == []


def test_no_schema_combines_others():
    """Generators lose what allOf adds to a schema, or make two classes of it."""
    combined = [
        path
        for path, part in parts(schemas())
        if isinstance(part, dict) and ("allOf" in part or "const" in part)
    ]

    assert [path for path in combined if "/if/" not in path and "/then/" not in path] == []


@pytest.mark.parametrize(
    ("operation", "status", "header"),
    [
        ("get_order", "200", "ETag"),
        ("get_order", "200", "X-Cache"),
        ("get_order", "304", "ETag"),
        ("create_order", "201", "Location"),
        ("create_order", "201", "ETag"),
        ("create_refund", "201", "Location"),
        ("update_status", "200", "Idempotent-Replayed"),
        ("update_status", "409", "Idempotent-Replayed"),
        ("list_orders", "200", "RateLimit"),
        ("list_orders", "200", "RateLimit-Policy"),
        ("list_orders", "429", "Retry-After"),
        ("list_orders", "503", "Retry-After"),
        ("list_orders", "401", "WWW-Authenticate"),
        ("list_orders", "200", "X-Request-Id"),
        ("list_orders", "200", "Server-Timing"),
    ],
)
def test_answers_name_their_headers(operation: str, status: str, header: str):
    assert header in operations()[operation]["responses"][status]["headers"]


def test_license_and_servers_are_named():
    assert described()["info"]["license"] == {"name": "MIT", "identifier": "MIT"}
    assert described()["servers"][0]["url"] == "/"


def test_every_event_is_a_webhook():
    assert list(described()["webhooks"]) == [*ChangeType, ShipmentEvent.EXAMPLE["type"]]
