"""/openapi.json is derived from the types that decode, and is as exact as they are."""

import json
import re
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator
from returns.pipeline import is_successful

from seller_orders.adapters.inbound.http.api.operation import Operation
from seller_orders.adapters.inbound.http.api.request_forwarding import DOMAINS
from seller_orders.adapters.inbound.http.app import create_app
from seller_orders.adapters.shared.wire.json_codec import decode
from tests.integration.http.operations import ADMIN, EVERY, READS
from tests.support.http_client import Client
from tests.support.openapi_conformance import IDLE_INSTALLATION, described, validator

OPERATIONS = {*(each.name for each in EVERY), *(name for *_, name in ADMIN)}
READ_OPERATIONS = {
    *(each.name for each in READS),
    *(name for method, _, name in ADMIN if method == "GET"),
}


def operations() -> dict[str, Any]:
    return {
        operation["operationId"]: operation
        for methods in described()["paths"].values()
        for operation in methods.values()
    }


def schema(name: str) -> dict[str, Any]:
    found: dict[str, Any] = described()["components"]["schemas"][name]
    return found


def test_the_description_is_public_and_checked_by_tests(client: Client):
    answer = client.with_key(None).send("GET", "/openapi.json")

    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/json")
    assert json.loads(answer.body) == described()
    assert described()["openapi"].startswith("3.1.")


def test_every_operation_is_there():
    assert operations().keys() == OPERATIONS


def test_every_route_is_in_the_table_of_operations():
    """A route without an entry would be left out of the tests of all operations."""
    app = create_app(IDLE_INSTALLATION, lambda: True)
    routes = {
        (method, re.sub(r"<(?:order:)?(\w+)_id>", r"{\1}", rule.rule), rule.endpoint.split(".")[-1])
        for rule in app.url_map.iter_rules()
        if isinstance(app.view_functions[rule.endpoint], Operation)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }

    of_domains = {(each.method, f"{DOMAINS}/{{domain}}{each.path}", each.name) for each in EVERY}
    assert routes == of_domains | {*ADMIN}


def test_admin_operations_have_their_own_security_scheme():
    document = described()

    assert {name for _, _, name in ADMIN} == {
        operation["operationId"]
        for operation in operations().values()
        if operation.get("security") == [{"installation": []}]
    }
    assert document["components"]["securitySchemes"]["installation"]["scheme"] == "bearer"


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("TenderShareInput", "amount"),
        ("RefundedItem", "worth"),
        ("Totals", "cancelled"),
        ("LineItemInput", "selling_price"),
        ("PaymentInput", "amount_paid"),
        ("OrderInput", "discount_total"),
        ("Totals", "total"),
        ("LineItem", "selling_price"),
        ("LineItem", "discount"),
        ("TaxLine", "rate"),
        ("Adjustment", "amount"),
        ("AdjustmentInput", "amount"),
        ("Refund", "amount"),
        ("OrderSummary", "total"),
        ("RefundSummary", "amount"),
    ],
)
def test_money_is_a_number(name: str, field: str):
    assert schema(name)["properties"][field]["type"] == "number"


def test_no_schema_describes_a_decimal_as_text():
    assert '"decimal"' not in json.dumps(described())


@pytest.mark.parametrize(
    "key", ["k", '"k"', "a b", '"', '"a, b"', "a,b", '"a","b"', "", '""', "é", "k" * 256]
)
def test_the_schema_of_keys_matches_the_accepted_keys(key: str):
    (described,) = (
        each
        for each in operations()["update_status"]["parameters"]
        if each["name"] == "Idempotency-Key"
    )

    is_taken = key in {"k", '"k"', "a b", '"', '"a, b"', "a,b", '"a","b"'}
    assert Draft202012Validator(described["schema"]).is_valid(key) is is_taken


MAPS = {"update_attributes", "update_item_attributes", "update_external_ids"}
PATCHES = {"update_settings"}
"""Bodies that are checked once they are merged with the document."""


@pytest.mark.parametrize("name", sorted(MAPS))
def test_maps_have_texts_or_null_by_limited_keys(name: str):
    body = operations()[name]["requestBody"]["content"]["application/json"]["schema"]

    assert body["propertyNames"]["maxLength"] == 100
    assert body["additionalProperties"]["type"] == ["string", "null"]


@pytest.mark.parametrize("name", sorted(OPERATIONS - READ_OPERATIONS - MAPS - PATCHES))
def test_bodies_forbid_unknown_fields(name: str):
    body = operations()[name]["requestBody"]["content"]["application/json"]["schema"]

    for option in body.get("anyOf", [body]):
        assert schema(option["$ref"].rpartition("/")[2])["additionalProperties"] is False


def test_an_operation_lists_all_its_problem_codes():
    responses = operations()["cancel_order"]["responses"]
    codes = {
        status: list(response["content"]["application/problem+json"]["examples"])
        for status, response in responses.items()
        if status != "200"
    }

    assert schema("CancelOrderProblem")["properties"]["code"]["enum"] == sorted(
        code for several in codes.values() for code in several
    )
    assert codes == {
        "400": ["bad_request", "malformed_json", "incomplete_body"],
        "401": ["unauthenticated"],
        "403": ["domain_forbidden", "domain_archived", "insufficient_scope"],
        "404": ["not_found", "order_not_found"],
        "408": ["request_timeout"],
        "410": ["answer_erased"],
        "409": [
            "request_in_progress",
            "already_cancelled",
            "already_delivered",
            "already_shipped",
            "transition_not_allowed",
            "payment_not_refundable",
            "refund_exceeds_captured",
        ],
        "412": ["version_mismatch"],
        "413": ["content_too_large"],
        "415": ["unsupported_media_type", "unsupported_encoding"],
        "422": ["invalid_fields", "idempotency_key_reused"],
        "429": ["rate_limited", "too_many_bodies"],
        "503": ["unavailable", "too_many_unknown_keys", "outcome_unknown"],
    }


def test_lists_are_repeated_parameters():
    """The default style of OpenAPI repeats a parameter, and generated clients do so."""
    parameters = {each["name"]: each for each in operations()["list_orders"]["parameters"]}

    assert "explode" not in parameters["status"]
    assert parameters["status"]["schema"]["items"]["$ref"].endswith("/OrderStatus")


def test_a_change_takes_idempotency_key_and_if_match():
    headers = [
        each["name"]
        for each in operations()["update_status"]["parameters"]
        if each["in"] == "header"
    ]

    assert headers == ["Idempotency-Key", "If-Match"]


@pytest.mark.parametrize("name", sorted(OPERATIONS - READ_OPERATIONS))
def test_body_examples_fit_schema_and_decoder(name: str):
    body = operations()[name]["requestBody"]["content"]["application/json"]
    (operation,) = (
        view
        for view in create_app(IDLE_INSTALLATION, lambda: True).view_functions.values()
        if isinstance(view, Operation) and view.__name__ == name
    )

    for example in body["examples"].values():
        read = decode(operation.body, json.dumps(example["value"]).encode())
        assert is_successful(read)
        validator(body["schema"]).validate(example["value"])
