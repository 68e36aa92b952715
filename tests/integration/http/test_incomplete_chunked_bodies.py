"""Truncated or malformed chunked bodies: 400 incomplete_body without effect."""

import json
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from tests.integration.http.operations import ALL, Operation, Subject, subject_on
from tests.support import order_requests
from tests.support.http_client import Client, to_json
from tests.support.log_lines import log_lines
from tests.support.raw_http import exchange, head
from tests.support.server_process import Server

JSON = "Content-Type: application/json"
CHUNKED = "Transfer-Encoding: chunked"
REFUND = b'{"amount": 1}'
END = b"0\r\n\r\n"
ENDS_WITHIN_S = 10.0
SENT_WITHIN_S = 3.0


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


WHOLE = chunk(REFUND)
BROKEN: dict[str, bytes] = {
    "nothing after the first chunk": WHOLE,
    "cut off in a second chunk": WHOLE + b"5\r\n  ",
    "cut off in a size": WHOLE + b"1",
    "cut off in the last chunk": WHOLE + b"0\r\n",
    "cut off in its end": WHOLE + b"0\r\n\r",
    "a size that is no number": WHOLE + b"zz\r\n" + END,
    "a size below 0": WHOLE + b"-1\r\n" + END,
    "a size beyond all numbers": WHOLE + b"f" * 20 + b"\r\n" + END,
    "a chunk that is longer than its size": b"d\r\n" + REFUND + b"  \r\n" + END,
    "a chunk without its end": b"d\r\n" + REFUND + END,
    "a trailer that is none": WHOLE + b"0\r\nno trailer\r\n\r\n",
    "a trailer of other bytes": WHOLE + b"0\r\n\x00\xff: a\r\n\r\n",
    "a trailer that is cut off": WHOLE + b"0\r\nX-Trailer: a\r\n",
    "no chunk at all": b"",
    "a request instead of a chunk": WHOLE + b"GET / HTTP/1.1\r\nHost: a\r\n\r\n",
}


@pytest.fixture(scope="module")
def subject(server: Server) -> Subject:
    return subject_on(server)


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN)
def test_broken_chunked_refund_is_not_made(subject: Subject, body: bytes):
    before = subject.state()

    request = head(subject.client, "POST", refunds(subject), JSON, CHUNKED)
    reply = exchange(subject.client.port, request + body, ends=True)

    assert reply.statuses == [400]
    assert b'"code":"incomplete_body"' in reply.content
    assert b"content-type: application/problem+json" in reply.content.lower()
    assert reply.is_hung_up
    assert subject.state() == before


@pytest.mark.parametrize("operation", ALL, ids=str)
def test_truncated_body_has_no_effect(subject: Subject, operation: Operation):
    before = subject.state()
    body = chunk(to_json(subject.good_body(operation)))

    request = head(subject.client, operation.method, subject.path(operation), JSON, CHUNKED)
    reply = exchange(subject.client.port, request, body, ends=True)

    assert reply.statuses == [400]
    assert b'"code":"incomplete_body"' in reply.content
    assert subject.state() == before


@pytest.mark.parametrize("reset", [False, True], ids=["closed", "reset"])
def test_disconnected_client_gets_no_refund(server: Server, reset: bool):
    subject = subject_on(server)
    before = subject.state()
    request = head(subject.client, "POST", refunds(subject), JSON, CHUNKED)

    with socket.create_connection(("127.0.0.1", subject.client.port), 5) as connection:
        connection.sendall(request + WHOLE)
        if reset:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    assert refused_in_the_log(server, subject.client) == [400]
    assert subject.state() == before


def test_connection_ends_after_a_malformed_chunk(subject: Subject):
    before = subject.state()
    broken = head(subject.client, "POST", refunds(subject), JSON, CHUNKED) + WHOLE + b"zz\r\n"
    good = head(subject.client, "POST", refunds(subject), JSON, "Content-Length: 13") + REFUND

    reply = exchange(subject.client.port, broken + good)

    assert reply.statuses == [400]
    assert reply.is_hung_up
    assert subject.state() == before


def test_broken_request_does_not_use_its_key(subject: Subject):
    key = "Idempotency-Key: broken-1"
    request = head(subject.client, "POST", refunds(subject), JSON, CHUNKED, key)
    exchange(subject.client.port, request + WHOLE, ends=True)

    answers = [
        subject.client.post(f"/orders/{subject.order_id}/refunds", {"amount": 2}, **keyed)
        for keyed in [{"Idempotency_Key": "broken-1"}] * 2
    ]

    assert [answer.status for answer in answers] == [201, 201]
    assert "Idempotent-Replayed" not in answers[0].headers
    assert answers[1].headers["Idempotent-Replayed"] == "true"


@pytest.mark.parametrize("size", [1, 7, 65_536])
def test_complete_chunked_body_is_accepted(server: Server, size: int):
    subject = subject_on(server)
    body = to_json({"amount": 1, "reason": "x" * 150})

    def chunks() -> Iterator[bytes]:
        for begin in range(0, len(body), size):
            yield body[begin : begin + size]

    answer = subject.client.call("POST", refunds(subject), chunks())

    assert answer.status == 201
    assert amounts(subject) == [5, 1]


def test_chunk_extensions_and_trailers_are_accepted(server: Server):
    subject = subject_on(server)
    parts = (b"d;a=b\r\n" + REFUND[:4], REFUND[4:] + b"\r\n", b"0\r\nX-Trailer: a\r\n", b"\r\n")
    follows = head(subject.client, "GET", "/orders", "Connection: close")

    request = head(subject.client, "POST", refunds(subject), JSON, CHUNKED)
    reply = exchange(subject.client.port, request, *parts, follows, pause_s=0.02)

    assert reply.statuses == [201, 200]
    assert amounts(subject) == [5, 1]


def test_endless_chunked_body_is_cut_off(server: Server):
    client = server.client()
    mib, most_mib, sent_mib = chunk(b" " * 1024 * 1024), 2048, 0
    with socket.create_connection(("127.0.0.1", client.port), SENT_WITHIN_S) as connection:
        connection.sendall(head(client, "POST", "/orders", JSON, CHUNKED))
        # Broken pipe, reset, or the receiver does not read any more.
        with suppress(OSError):
            while sent_mib < most_mib:
                connection.sendall(mib)
                sent_mib += 1
        statuses = refused_in_the_log(server, client, "content_too_large")

    assert sent_mib < most_mib
    assert statuses == [413]
    assert client.get("/orders").json["orders"] == []


def refunds(subject: Subject) -> str:
    return f"/orders/{subject.order_id}/refunds"


def amounts(subject: Subject) -> list[Any]:
    order = order_requests.get_order(subject.client, {"order_id": subject.order_id})
    return [refund["amount"] for refund in order["payment"]["refunds"]]


def refused_in_the_log(server: Server, client: Client, code: str = "incomplete_body") -> list[int]:
    """Wait for the log line of a refused body; return the statuses of such requests."""
    deadline = time.monotonic() + ENDS_WITHIN_S
    while time.monotonic() < deadline:
        statuses = [
            line["status"]
            for line in log_lines(server.log)
            if line.get("domain_id") == client.domain_id and line.get("code") == code
        ]
        if statuses:
            return statuses
        time.sleep(0.02)
    raise AssertionError(json.dumps(log_lines(server.log)[-5:]))
