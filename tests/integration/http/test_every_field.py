"""Every field of every operation rejects values of another kind, with a pointer to the field."""

from functools import partial
from typing import Any

import pytest

from tests.integration.http.full_bodies import FULL, NAMES, Path, nodes
from tests.integration.http.operations import (
    CREATE_RETURN,
    EDIT,
    FULFILL,
    REFUND,
    REPLACE_SETTINGS,
    UPDATE_SETTINGS,
    Operation,
    Subject,
    allowed,
    subject_on,
)
from tests.integration.http.raw_json import with_value
from tests.support.domain_rows import DomainRows
from tests.support.event_conformance import ensure_event_described
from tests.support.http_client import to_json
from tests.support.server_process import Server

NO_OBJECTS = ["[]", "true", "1", '"x"']
NO_TEXTS = ["true", "1", "1.7", "[]", "{}", "9" * 30]
BAD_TEXTS = [r'"a\u0000b"', r'"\ud800"', r'"\udfff\ud800"', '"' + "x" * 2_001 + '"']
NO_NUMBERS = ["true", '"NaN"', '"1_000"', "NaN", "1e999", "9" * 5_000, "[]", "{}", "-1"]
NOT_SO_MANY = ["0", "1.7", '"1"', "9223372036854775808", "18446744073709551616"]
NO_AMOUNTS = ["1e12", '"1e3"', '" 1"', '"Infinity"', "-0.01"]
NO_FLAGS = ['"true"', "1", "0", "[]", "{}", "null"]

CHOICES = {"status", "reason", "action", "currency", "country_code", "created_at", "updated_at"}
CHOICES |= {"tracking_url", "kind"}
UNKNOWN = ['""', '"X X"', '"Asia/Kolkata"', '"2026-13-01T00:00:00Z"', '"2026-01-01T00:00:00+99:00"']
AMOUNTS = {"amount", "refund_amount", "amount_captured", "amount_paid", "selling_price"}
AMOUNTS |= {"shipping_total", "tax_total", "discount_total", "discount", "tax", "rate"}
AMOUNTS |= {"shipping", "adjustment"}
TOO_EXACT = ["0.001"]
SIGNED = {"-1", "-0.01"}
SIX_DECIMALS = {"selling_price", "rate"}


@pytest.fixture(scope="module")
def subject(server: Server) -> Subject:
    return subject_on(server)


@pytest.fixture(scope="module")
def refundable(server: Server) -> Subject:
    return subject_on(server, REFUND)


def forbidden(operation: Operation, path: Path, value: Any) -> list[str]:
    """Return raw values that a field must reject. They are listed by hand."""
    if operation is UPDATE_SETTINGS:
        # A null removes a section, or a key of one.
        return [raw for raw in forbidden(REPLACE_SETTINGS, path, value) if raw != "null"]
    name = path[-1] if path else ""
    if isinstance(value, dict):
        return NO_OBJECTS
    if isinstance(value, list):
        return ["{}", "true", "1", '"x"', "null", "[null]", "[[]]"]
    if isinstance(value, bool):
        return NO_FLAGS
    if name == "quantity":
        may_be_0 = operation is EDIT and path[0] == "items"
        return NO_NUMBERS + [raw for raw in NOT_SO_MANY if not (may_be_0 and raw == "0")]
    if name in AMOUNTS:
        ignored = operation is FULFILL and name == "selling_price"
        # An ignored amount is decoded, but not checked against the order's currency.
        return [] if ignored else _no_amounts(path)
    if isinstance(value, int) and operation.is_of_core:
        return ["true", '"1"', "1.7", "-1", "9" * 30, "[]", "{}"]
    if isinstance(value, int | float):
        return ["true", '"NaN"', "NaN", "1e999", "181", "-181", "[]", "{}"]
    if path[:2] == ("notifications", "templates"):
        # The longest text of the others is no long template.
        return NO_TEXTS + BAD_TEXTS[:-1]
    is_note = operation in (REFUND, CREATE_RETURN, EDIT) and name == "reason"
    return NO_TEXTS + BAD_TEXTS + (UNKNOWN if name in CHOICES and not is_note else [])


def _no_amounts(path: Path) -> list[str]:
    if path[-1] in SIX_DECIMALS:
        return [*NO_NUMBERS, *NO_AMOUNTS, "0.0000001"]
    if path[0] in ("adjustment", "adjustments"):
        return [raw for raw in NO_NUMBERS + NO_AMOUNTS if raw not in SIGNED] + TOO_EXACT + ["-1e12"]
    return NO_NUMBERS + NO_AMOUNTS + TOO_EXACT


@pytest.mark.parametrize(("operation", "body"), FULL, ids=NAMES)
def test_every_field_rejects_values_of_another_kind(
    subject: Subject, refundable: Subject, operation: Operation, body: dict[str, Any]
):
    subject = refundable if operation.order else subject
    good = subject.full_body(operation, body)
    before = subject.state()

    taken = [
        (path, raw[:40], answer.status, answer.body)
        for path, value in nodes(good)
        for raw in forbidden(operation, path, value)
        for answer in [allowed(partial(subject.send, operation, with_value(good, path, raw)))]
        if not (answer.status == 400 or (answer.status == 422 and points(answer.pointers, path)))
    ]

    assert taken == []
    assert subject.state() == before


def points(pointers: list[str], path: Path) -> bool:
    """Tell whether one of the pointers is at the path or below it."""
    place = "".join(f"/{part}" for part in path)
    return any(pointer.startswith(place) for pointer in pointers)


@pytest.mark.parametrize(("operation", "body"), FULL, ids=NAMES)
def test_a_body_with_every_field_is_accepted(
    server: Server, stored: DomainRows, operation: Operation, body: dict[str, Any]
):
    """The events fit their schemas."""
    subject = subject_on(server, operation)
    good = subject.full_body(operation, body)

    answer = subject.send(operation, to_json(good))

    if operation.refusal is None:
        assert answer.status in {200, 201, 202, 204}, answer.body
    else:
        assert answer.code == operation.refusal
    for event in stored.messages(subject.client.domain_id):
        ensure_event_described(event)
