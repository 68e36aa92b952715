from typing import Any

import pytest

from tests.integration.http.operations import (
    BULK,
    CANCEL,
    CREATE,
    FULFILL,
    REFUND,
    STATUS,
    UPDATE_FULFILLMENT,
    Operation,
    Subject,
    subject_on,
)
from tests.support import order_requests
from tests.support.http_client import to_json
from tests.support.server_process import Server

ADDRESS_TEXTS = "type line1 line2 city state postal_code country company".split()

LONGEST: list[tuple[Operation, tuple[str, ...], int]] = [
    (STATUS, ("note",), 2_000),
    (CANCEL, ("cancel_reason_details",), 2_000),
    (REFUND, ("reason",), 2_000),
    (FULFILL, ("awb",), 500),
    (FULFILL, ("shipping_method",), 500),
    (FULFILL, ("delivery_person", "name"), 200),
    (FULFILL, ("delivery_person", "phone"), 32),
    (FULFILL, ("customer", "name"), 200),
    (UPDATE_FULFILLMENT, ("awb",), 500),
    (CREATE, ("order_number",), 500),
    (CREATE, ("note",), 2_000),
    (CREATE, ("customer", "name"), 200),
    (CREATE, ("customer", "email"), 500),
    (CREATE, ("customer", "phone"), 32),
    (CREATE, ("customer", "company"), 500),
    (CREATE, ("payment", "method"), 500),
    (CREATE, ("billing_address", "name"), 200),
    (CREATE, ("billing_address", "phone"), 32),
    *((CREATE, ("billing_address", name), 500) for name in ADDRESS_TEXTS),
    (BULK, ("data", "note"), 2_000),
]


@pytest.fixture(scope="module")
def subject(server: Server) -> Subject:
    return subject_on(server)


def with_text(subject: Subject, operation: Operation, path: tuple[str, ...], text: str) -> bytes:
    good: dict[str, Any] = {**subject.good_body(operation)}
    if operation is CREATE:
        good["billing_address"] = order_requests.ADDRESS
    if operation is BULK:
        good |= {"action": "update_status", "data": {"status": "processing"}}
    *outer, name = path
    if not outer:
        return to_json(good | {name: text})
    inner = good.get(outer[0], {"name": "Rider Rahul"})
    return to_json(good | {outer[0]: inner | {name: text}})


def spelled(value: object) -> str:
    return ".".join(value) if isinstance(value, tuple) else str(value)


@pytest.mark.parametrize(("operation", "path", "length"), LONGEST, ids=spelled)
def test_too_long_text_is_422(
    subject: Subject, operation: Operation, path: tuple[str, ...], length: int
):
    before = subject.state()

    answer = subject.send(operation, with_text(subject, operation, path, "é" * (length + 1)))

    assert answer.status == 422
    assert answer.pointers == ["/" + "/".join(path)]
    assert subject.state() == before


@pytest.mark.parametrize(("operation", "path", "length"), LONGEST, ids=spelled)
def test_text_with_nul_is_422(
    subject: Subject, operation: Operation, path: tuple[str, ...], length: int
):
    before = subject.state()

    answer = subject.send(operation, with_text(subject, operation, path, "a\x00b"))

    assert answer.status == 422
    assert answer.pointers == ["/" + "/".join(path)]
    assert subject.state() == before


@pytest.mark.parametrize(("operation", "path", "length"), LONGEST, ids=spelled)
@pytest.mark.parametrize("code", [0xD800, 0xDFFF], ids=["high", "low"])
def test_text_with_lone_surrogate_is_refused(
    subject: Subject, operation: Operation, path: tuple[str, ...], length: int, code: int
):
    before = subject.state()

    answer = subject.send(operation, with_text(subject, operation, path, f"a{chr(code)}b"))

    assert answer.status in {400, 422}
    assert subject.state() == before


@pytest.mark.parametrize("path", ["note", "customer.name", "customer.email", "payment.method"])
def test_text_keeps_all_other_characters(server: Server, path: str):
    client = server.client()
    *outer, name = path.split(".")
    text = ("\r\nSet-Cookie: a=b\r\n\t\x01\x7f\u2028\ufeff😀'\"\\;--" * 50)[:200]
    change: dict[str, Any] = {name: text}
    if outer:
        change = {outer[0]: order_requests.order_document()[outer[0]] | change}

    created = client.post("/orders", order_requests.order_document(**change))
    kept = client.get(f"/orders/{created.json['order_id']}").json

    assert created.status == 201
    assert (kept[outer[0]] if outer else kept)[name] == text
    assert "Set-Cookie" not in created.headers


@pytest.mark.parametrize("name", ["order_id", "order_number"])
def test_text_cannot_inject_headers_or_paths(server: Server, name: str):
    client = server.client()

    answer = client.post("/orders", order_requests.order_document(**{name: "a\r\nX-Injected: 1"}))

    assert "X-Injected" not in answer.headers
    # An order number is free text; an order_id is an identifier.
    assert answer.status == (201 if name == "order_number" else 422)


@pytest.mark.parametrize("id", ["", "a b", "a/b", "é", "x" * 65, "a\n", "\x00", "a\u0000"])
@pytest.mark.parametrize("path", ["order_id", "store_id", "items.0.id"])
def test_identifier_has_1_to_64_allowed_characters(subject: Subject, path: str, id: str):
    before = subject.state()
    outer, _, inner = path.partition(".")
    document = order_requests.order_document()
    if inner:
        document["items"][0]["id"] = id
    else:
        document[outer] = id

    answer = subject.send(CREATE, to_json(document))

    assert answer.status == 422
    assert answer.pointers == ["/" + path.replace(".", "/")]
    assert subject.state() == before
