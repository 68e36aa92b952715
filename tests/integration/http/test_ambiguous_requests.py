"""Requests that two programs could read differently change nothing."""

import pytest

from tests.integration.http.operations import ALL, FULFILL, STATUS, Operation, Subject, subject_on
from tests.support import order_requests
from tests.support.ambiguous_requests import (
    BODIES,
    CHUNKED,
    CREDENTIALS,
    HEADERS,
    HOST,
    JSON,
    WITH_UNDERSCORES,
)
from tests.support.http_client import BASE, to_json
from tests.support.raw_http import Reply, exchange, head
from tests.support.server_process import Server

CLOSE = "Connection: close"
SHIPPED = b'{"status": "shipped"}'


@pytest.fixture(scope="module")
def subject(server: Server) -> Subject:
    return subject_on(server)


def send(subject: Subject, operation: Operation, body: bytes, *headers: str) -> Reply:
    target = f"{BASE}/{subject.client.domain_id}{subject.path(operation)}"
    lines = f"{operation.method} {target} HTTP/1.1", *headers, CLOSE
    key = f"Authorization: Bearer {subject.client.key}"
    return exchange(subject.client.port, "\r\n".join([*lines, key, "", ""]).encode() + body)


@pytest.mark.parametrize("lines", HEADERS.values(), ids=HEADERS)
def test_ambiguous_headers_change_nothing(subject: Subject, lines: tuple[str, ...]):
    before = subject.state()
    is_chunked = any("chunked" in line for line in lines)
    has_length = any("Length" in line for line in lines)

    for operation in ALL:
        good = to_json(subject.good_body(operation))
        framing = () if is_chunked or has_length else (f"Content-Length: {len(good)}",)
        sent = b"%x\r\n%s\r\n0\r\n\r\n" % (len(good), good) if is_chunked else good
        reply = send(subject, operation, sent, JSON, *framing, *lines)
        assert reply.statuses == [400], operation

    assert subject.state() == before


def test_the_problem_names_the_header(subject: Subject):
    for name in ("Host", "Transfer-Encoding", "Idempotency-Key"):
        lines = next(each for each in HEADERS.values() if each and each[-1].startswith(name))
        reply = send(subject, STATUS, b"", *lines)

        assert b'"code":"bad_request"' in reply.content, name
        assert f'"detail":"{name} must be'.encode() in reply.content, name


@pytest.mark.parametrize("line", WITH_UNDERSCORES)
def test_headers_with_underscores_are_ignored(subject: Subject, line: str):
    body = to_json(order_requests.order_document())
    target = f"POST {BASE}/{subject.client.domain_id}/orders HTTP/1.1"
    key = f"Authorization: Bearer {subject.client.key}"
    lines = target, HOST, key, JSON, f"Content-Length: {len(body)}", "Idempotency-Key: a", CLOSE

    replies = [
        exchange(subject.client.port, "\r\n".join([*lines, *more, "", ""]).encode() + body)
        for more in ((), (line,))
    ]

    assert [reply.statuses for reply in replies] == [[201], [201]]


@pytest.mark.parametrize("second", CREDENTIALS)
def test_two_credentials_are_400(subject: Subject, second: str):
    reply = send(subject, STATUS, b"", HOST, f"Authorization: {second}")

    assert reply.statuses == [400]


@pytest.mark.parametrize(("content_type", "body"), BODIES.values(), ids=BODIES)
def test_ambiguous_bodies_change_nothing(subject: Subject, content_type: str, body: bytes):
    before = subject.state()

    for operation in ALL:
        good = to_json(subject.good_body(operation))
        # The good body, with the ambiguous members before its own.
        joined = body if good == b"{}" else body[:-1] + b", " * (body != b"{}") + good[1:]
        length = f"Content-Length: {len(joined)}"
        reply = send(subject, operation, joined, HOST, content_type, length)
        assert reply.statuses == [400], operation

    assert subject.state() == before


def test_malformed_json_names_the_duplicate_key(subject: Subject):
    answer = subject.send(STATUS, b'{"status": "shipped", "status": "shipped"}')

    assert (answer.status, answer.code) == (400, "malformed_json")
    assert "'status' twice" in answer.json["detail"]


@pytest.mark.parametrize(
    "content_type", ["application/json; charset=utf-8", 'application/json;CHARSET="UTF-8"; v=1']
)
def test_utf_8_may_be_named(subject: Subject, content_type: str):
    answer = subject.send_good(FULFILL, Content_Type=content_type, Idempotency_Key='"a, b"')

    assert answer.status == 201


def test_repeated_if_match_is_a_list(server: Server):
    subject = subject_on(server)
    body = to_json({"status": "processing"})
    path = f"/orders/{subject.order_id}/status"
    lines = JSON, f"Content-Length: {len(body)}", CLOSE, 'If-Match: "1"'

    none, one = (
        exchange(
            subject.client.port, head(subject.client, "PATCH", path, *lines, version), body
        ).status
        for version in ('If-Match: "2"', 'If-Match: "3"')
    )

    assert (none, one) == (412, 200)


def test_a_length_repeated_or_beside_chunks_smuggles_no_request(server: Server):
    """The HTTP server merges equal lengths and ignores one beside chunks, as RFC 9112 permits."""
    client = server.client()
    order = order_requests.create_order(client)
    path = f"/orders/{order['order_id']}/status"
    good = b'{"status": "processing"}'
    smuggled = head(client, "PATCH", path, JSON, f"Content-Length: {len(SHIPPED)}") + SHIPPED
    length = f"Content-Length: {len(good)}"
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(good), good)

    twice = exchange(client.port, head(client, "PATCH", path, JSON, CLOSE, length, length) + good)
    beside = [
        exchange(client.port, head(client, "PATCH", path, JSON, *framing) + chunked + smuggled)
        for framing in ((CHUNKED, "Content-Length: 4"), ("Content-Length: 4", CHUNKED))
    ]

    assert twice.statuses == [200]
    assert [(each.statuses, each.is_hung_up) for each in beside] == [([200], True)] * 2
    assert order_requests.get_order(client, order)["status"] == "processing"


@pytest.mark.parametrize("types", [("Content-Type: text/plain", JSON), (JSON, JSON)])
def test_two_content_types_are_refused(subject: Subject, types: tuple[str, str]):
    body = to_json({"status": "processing"})
    length = f"Content-Length: {len(body)}"

    reply = send(subject, STATUS, body, HOST, *types, length)

    assert reply.statuses == [400]
