"""/openapi.json is complete, in words of its readers, and in forms that code generators read."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

import pytest
from jsonschema_rs import Draft202012Validator

from seller_orders.adapters.inbound.http.api.carrier_event_schema import ShipmentEvent
from seller_orders.adapters.shared.wire.json_codec import encode
from seller_orders.domain.timeline import ChangeType
from tests.support.documented_examples import page
from tests.support.openapi_conformance import described

INTERNAL_WORDS: Final = (
    "Document View Struct attrs msgspec codec domain_rows aggregate adapter outbox relay reaper "
    "gateway orchestrator layer tenant decoder upstream TypedDict UNSET"
).split()
WITHOUT_OPERATION: Final = {"method_not_allowed", "internal_error", "nothing_to_fulfill"}
"""Codes of every path and of the entries of a bulk report."""


def parts(part: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Return every part of the document with its path."""
    yield path, part
    if isinstance(part, dict):
        for name, each in part.items():
            yield from parts(each, f"{path}/{name}")
    if isinstance(part, list):
        for index, each in enumerate(part):
            yield from parts(each, f"{path}/{index}")


def operations() -> dict[str, dict[str, Any]]:
    return {
        operation["operationId"]: operation
        for section in ("paths", "webhooks")
        for methods in described()[section].values()
        for operation in methods.values()
    }


def schemas() -> dict[str, Any]:
    found: dict[str, Any] = described()["components"]["schemas"]
    return found


def components(kind: str) -> dict[str, Any]:
    found: dict[str, Any] = described()["components"][kind]
    return found


def property_sets() -> Iterator[tuple[str, dict[str, Any]]]:
    """Return the properties of each schema. Rules about several fields describe none."""
    for name, schema in schemas().items():
        yield name, schema.get("properties", {})


def test_every_property_is_described():
    bare = [
        f"{name}.{field}"
        for name, fields in property_sets()
        for field, schema in fields.items()
        if not schema.get("description")
    ]

    assert bare == []
    assert sum(len(fields) for _, fields in property_sets()) > 300


def test_every_schema_is_described():
    assert [name for name, schema in schemas().items() if not schema.get("description")] == []


def test_every_parameter_and_header_is_described():
    parameters = [each for operation in operations().values() for each in operation["parameters"]]
    bare = [
        each["name"]
        for each in (*parameters, *components("headers").values())
        if not each["description"]
    ]

    assert bare == []
    assert len(parameters) > 70


@pytest.mark.parametrize("name", sorted(operations()))
def test_every_operation_has_summary_description_and_a_tag(name: str):
    tags = {tag["name"] for tag in described()["tags"]}
    operation = operations()[name]

    assert operation["summary"]
    assert not operation["summary"].endswith(".")
    assert operation["description"].endswith(".")
    assert set(operation["tags"]) <= tags
    assert len(operation["tags"]) == 1


def test_every_tag_is_used_and_described():
    used = {tag for operation in operations().values() for tag in operation["tags"]}

    assert [tag["name"] for tag in described()["tags"] if not tag["description"]] == []
    assert used == {tag["name"] for tag in described()["tags"]}


def test_summaries_are_distinct():
    summaries = [operation["summary"] for operation in operations().values()]

    assert len(set(summaries)) == len(summaries)


@pytest.mark.parametrize(
    "words",
    [
        "cancel order",
        "refund order",
        "search order",
        "tracking number",
        "ship",
        "mark paid",
        "bulk",
        "status",
        "notification email",
    ],
)
def test_summaries_have_the_words_that_people_search_for(words: str):
    summaries = [operation["summary"].lower() for operation in operations().values()]

    assert any(all(word in summary for word in words.split()) for summary in summaries)


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


def test_no_text_has_an_internal_word():
    texts = [
        (path, part)
        for path, part in parts(described())
        if path.endswith(("/description", "/summary")) and isinstance(part, str)
    ]
    found = [
        (path, word)
        for path, text in texts
        for word in INTERNAL_WORDS
        if re.search(rf"\b{word}\b", text)
    ]

    assert found == []
    assert [text for _, text in texts if "``" in text or "…" in text] == []


def test_no_schema_has_an_internal_name():
    assert [name for name in schemas() if re.search(r"Document|View|Detail$|^_", name)] == []


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


def test_every_documented_code_is_of_an_operation():
    top, _, _ = page("docs/error-codes.md").partition("## Between layers")
    documented = set(re.findall(r"^\| `(\w+)` \| \d", top, re.MULTILINE))
    named = {
        code
        for name, schema in schemas().items()
        if name.endswith("Problem")
        for code in schema["properties"]["code"]["enum"]
    }

    assert documented - WITHOUT_OPERATION - {"order_is_open"} == named


def test_every_code_has_a_meaning():
    """An example of a problem shows it."""
    codes = [
        code
        for name in schemas()
        if name.endswith("Problem")
        for code in schemas()[name]["properties"]["code"]["enum"]
    ]

    assert [code for code in codes if not components("examples")[code]["summary"]] == []


def examples() -> Iterator[tuple[str, Any, Any]]:
    """Return the name, the schema and the value of every example."""
    for path, part in parts([described()["paths"], described()["webhooks"]]):
        if isinstance(part, dict) and "schema" in part and "examples" in part:
            for name, example in part["examples"].items():
                target = example.get("$ref", "").rpartition("/")[2]
                yield f"{path}/{name}", part["schema"], components("examples").get(target, example)


def test_every_answer_and_body_has_an_example():
    contents = [
        part
        for path, part in parts([described()["paths"], described()["webhooks"]])
        if re.search(r"/content/[^/]+/json$|/content/application/problem\+json$", path)
    ]

    assert len(contents) > 100
    assert [each for each in contents if not each.get("examples")] == []


def test_examples_fit_their_schemas():
    checked = 0
    for path, schema, example in examples():
        document = schema | {"components": described()["components"]}
        validator = Draft202012Validator(document, validate_formats=True)
        # Through the encoder, because some examples are exact decimals.
        assert validator.is_valid(json.loads(encode(example["value"]))), path
        checked += 1

    assert checked > 300


def test_examples_of_fields_fit_their_schemas():
    wrong = [
        (name, field)
        for name, fields in property_sets()
        for field, schema in fields.items()
        for example in schema.get("examples", ())
        if not Draft202012Validator(
            schema | {"components": described()["components"]}, validate_formats=True
        ).is_valid(example)
    ]

    assert wrong == []
