"""Raw requests that no HTTP library sends."""

import socket
import struct
import time

import pytest

from tests.integration.http.operations import Subject, subject_on
from tests.support import order_requests
from tests.support.http_client import to_json
from tests.support.raw_http import exchange, head
from tests.support.server_process import Server

CLOSE = "Connection: close"
JSON = "Content-Type: application/json"
CHUNKED = "Transfer-Encoding: chunked"

BAD_HEADS: dict[str, tuple[str, str, tuple[str, ...], str]] = {
    "HTTP/2.0": ("GET", "/orders", (), "HTTP/2.0"),
    "HTTP/1.2": ("GET", "/orders", (), "HTTP/1.2"),
    "HTTP/0.9": ("GET", "/orders", (), ""),
    "no version of HTTP": ("GET", "/orders", (), "SMTP/1.0"),
    "a method that is no token": ("G@T(", "/orders", (), "HTTP/1.1"),
    "a method that does not exist": ("BREW", "/orders", (), "HTTP/1.1"),
    "a method in small letters": ("patch", "/orders/o/status", (), "HTTP/1.1"),
    "a method of 10,000 letters": ("A" * 10_000, "/orders", (), "HTTP/1.1"),
    "TRACE": ("TRACE", "/orders", (), "HTTP/1.1"),
    "CONNECT": ("CONNECT", "*", (), "HTTP/1.1"),
    "an asterisk": ("GET", "*", (), "HTTP/1.1"),
    "a space in the path": ("GET", "/orders/a b", (), "HTTP/1.1"),
    "a NUL in the path": ("GET", "/orders/\0", (), "HTTP/1.1"),
    "Latin-1 in the path": ("GET", "/orders/\xff\xfe", (), "HTTP/1.1"),
    "Latin-1 in the query": ("GET", "/orders?search=\xff", (), "HTTP/1.1"),
    "an encoded NUL": ("GET", "/orders/%00", (), "HTTP/1.1"),
    "an encoded line break": ("GET", "/orders/%0d%0aX-Injected:%201", (), "HTTP/1.1"),
    "a bad percent-encoding": ("GET", "/orders/%zz%", (), "HTTP/1.1"),
    "bad UTF-8": ("GET", "/orders/%FF", (), "HTTP/1.1"),
    "bad UTF-8 in the query": ("GET", "/orders?search=%FF", (), "HTTP/1.1"),
    "a surrogate in the query": ("GET", "/orders?search=%ED%A0%80", (), "HTTP/1.1"),
    "bad UTF-8 in a parameter's name": ("GET", "/orders?%FF=1", (), "HTTP/1.1"),
    "dots": ("GET", "/orders/../../dom_x/orders", (), "HTTP/1.1"),
    "encoded dots": ("GET", "/%2e%2e/dom_x/orders", (), "HTTP/1.1"),
    "an encoded slash": ("GET", "/orders%2Ford_1", (), "HTTP/1.1"),
    "double slashes": ("GET", "//orders", (), "HTTP/1.1"),
    "a backslash": ("GET", "/orders\\..\\ord_1", (), "HTTP/1.1"),
    "a path of 30,000 letters": ("GET", "/orders/" + "a" * 30_000, (), "HTTP/1.1"),
    "a path of 100,000 letters": ("GET", "/orders/" + "a" * 100_000, (), "HTTP/1.1"),
    "a query of 100,000 letters": ("GET", "/orders?search=" + "a" * 100_000, (), "HTTP/1.1"),
    "100,000 parameters": ("GET", "/orders?" + "a&" * 100_000, (), "HTTP/1.1"),
    "a header of 100 KB": ("GET", "/orders", ("X-A: " + "a" * 100_000,), "HTTP/1.1"),
    "a header of 10 MB": ("GET", "/orders", ("X-A: " + "a" * 10_000_000,), "HTTP/1.1"),
    "a header's name of 100 KB": ("GET", "/orders", ("X" * 100_000 + ": a",), "HTTP/1.1"),
    "101 headers": ("GET", "/orders", tuple(f"X-{n}: a" for n in range(101)), "HTTP/1.1"),
    "1,000 headers": ("GET", "/orders", tuple(f"X-{n}: a" for n in range(1_000)), "HTTP/1.1"),
    "a NUL in a header": ("GET", "/orders", ("X-A: a\0b",), "HTTP/1.1"),
    "a bare CR in a header": ("GET", "/orders", ("X-A: a\rX-B: b",), "HTTP/1.1"),
    "a space before the colon": ("GET", "/orders", ("X-A : a",), "HTTP/1.1"),
    "a folded header": ("GET", "/orders", ("X-A: a", "  b"), "HTTP/1.1"),
    "a header without a colon": ("GET", "/orders", ("X-A",), "HTTP/1.1"),
}

GOOD_HEADS: dict[str, tuple[str, str, tuple[str, ...], str]] = {
    "HTTP/1.0": ("GET", "/orders", (), "HTTP/1.0"),
    "a whole URL": ("GET", "http://evil.example/healthz", (), "HTTP/1.1"),
    "a fragment": ("GET", "/orders#x", (), "HTTP/1.1"),
    "Latin-1 in a header": ("GET", "/orders", ("X-A: \xff\xfe",), "HTTP/1.1"),
    "a header with an underscore": ("GET", "/orders", ("Content_Length: 5",), "HTTP/1.1"),
    "a header of 16 KB": ("GET", "/orders", ("X-A: " + "a" * 16_000,), "HTTP/1.1"),
    "80 headers": ("GET", "/orders", tuple(f"X-{n}: a" for n in range(80)), "HTTP/1.1"),
    "an upgrade": ("GET", "/orders", ("Upgrade: h2c", "HTTP2-Settings: AAMAAABk"), "HTTP/1.1"),
}

BODIES: dict[str, tuple[tuple[str, ...], bytes]] = {
    "two lengths": (("Content-Length: {length}", "Content-Length: 3"), b"{body}"),
    "a list of lengths": (("Content-Length: {length}, {length}",), b"{body}"),
    "a length below 0": (("Content-Length: -1",), b"{body}"),
    "a length with a sign": (("Content-Length: +{length}",), b"{body}"),
    "a length in words": (("Content-Length: all",), b"{body}"),
    "a length beyond all numbers": (("Content-Length: " + "9" * 30,), b"{body}"),
    "a length of 10^18": (("Content-Length: 1" + "0" * 18,), b"{body}"),
    "a length that is too short": (("Content-Length: 9",), b"{body}"),
    "a length and chunks": ((CHUNKED, "Content-Length: {length}"), b"{body}"),
    "chunks of another kind": (("Transfer-Encoding: xchunked",), b"{body}"),
    "chunks that are compressed": (("Transfer-Encoding: chunked, gzip",), b"{body}"),
    "no chunks": (("Transfer-Encoding: identity",), b"{body}"),
    "a chunk of no size": ((CHUNKED,), b"x\r\n{body}\r\n0\r\n\r\n"),
    "a chunk of size -1": ((CHUNKED,), b"-1\r\n{body}\r\n0\r\n\r\n"),
    "a chunk of size 2^68": ((CHUNKED,), b"1" + b"0" * 17 + b"\r\n{body}\r\n0\r\n\r\n"),
    "a chunk with a long extension": ((CHUNKED,), b"9;" + b"x" * 100_000 + b"\r\n{body}"),
    "an expectation that nobody knows": (("Expect: miracles", "Content-Length: 1"), b"{"),
}

NO_REQUEST = {
    "nothing": b"",
    "rubbish": bytes(range(256)) * 10,
    "TLS": bytes.fromhex("16030100a5010000a10303") + b"\x01" * 160,
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0",
    "HTTP/2 and rubbish": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\xff" * 100,
    "10 MB without a line": b"a" * 10_000_000,
}


@pytest.fixture(scope="module")
def subject(server: Server) -> Subject:
    return subject_on(server)


@pytest.mark.parametrize(
    ("method", "path", "headers", "version"), BAD_HEADS.values(), ids=BAD_HEADS
)
def test_malformed_headers_are_4xx(
    subject: Subject, method: str, path: str, headers: tuple[str, ...], version: str
):
    before = subject.state()
    client = subject.client

    reply = exchange(client.port, head(client, method, path, CLOSE, *headers, version=version))

    assert reply.status in range(400, 500)
    assert reply.is_hung_up
    assert b"\nx-injected" not in reply.content.lower()
    assert subject.state() == before


@pytest.mark.parametrize(
    ("method", "path", "headers", "version"), GOOD_HEADS.values(), ids=GOOD_HEADS
)
def test_unusual_headers_are_accepted(
    subject: Subject, method: str, path: str, headers: tuple[str, ...], version: str
):
    client = subject.client

    reply = exchange(client.port, head(client, method, path, CLOSE, *headers, version=version))

    assert reply.status == 200
    assert reply.is_hung_up


@pytest.mark.parametrize("host", ["[::1]:8080", "127.0.0.1", "b\u00fccher.example".encode("idna")])
def test_any_valid_host_is_accepted(subject: Subject, host: str | bytes):
    request = head(subject.client, "GET", "/orders", CLOSE)
    given = host if isinstance(host, bytes) else host.encode()

    reply = exchange(subject.client.port, request.replace(b"orders.example", given))

    assert reply.status == 200


def test_http_1_0_needs_no_host(subject: Subject):
    request = head(subject.client, "GET", "/orders", version="HTTP/1.0")

    reply = exchange(subject.client.port, request.replace(b"Host: orders.example\r\n", b""))

    assert reply.status == 200


@pytest.mark.parametrize(("headers", "body"), BODIES.values(), ids=BODIES)
def test_wrong_body_framing_is_4xx_and_changes_nothing(
    subject: Subject, headers: tuple[str, ...], body: bytes
):
    good = b'{"status": "processing"}'
    before = subject.state()
    lengths = [name.replace("{length}", str(len(good))) for name in headers]
    path = f"/orders/{subject.order_id}/status"

    request = head(subject.client, "PATCH", path, JSON, CLOSE, *lengths)
    reply = exchange(subject.client.port, request, body.replace(b"{body}", good))

    assert reply.status in range(400, 500)
    assert reply.is_hung_up
    assert subject.state() == before


@pytest.mark.parametrize(
    "sent", [b"", b"{", b'{"status": "ship', b'{"status": "shipped"} '], ids=str
)
@pytest.mark.parametrize("framing", ["Content-Length: 24", CHUNKED])
def test_truncated_change_is_not_made(subject: Subject, framing: str, sent: bytes):
    before = subject.state()
    path = f"/orders/{subject.order_id}/status"

    request = head(subject.client, "PATCH", path, JSON, framing)
    reply = exchange(subject.client.port, request + begun(framing) + sent, ends=True)

    assert reply.status in {None, 400}
    assert reply.is_hung_up
    assert subject.state() == before


@pytest.mark.parametrize("framing", ["Content-Length: 24", CHUNKED])
def test_a_refusal_without_the_body_says_that_it_closes(subject: Subject, framing: str):
    path = f"/orders/{subject.order_id}/status?unknown=1"
    request = head(subject.client, "PATCH", path, JSON, framing)

    reply = exchange(subject.client.port, request)

    assert reply.status == 422
    assert reply.is_hung_up
    assert b"\r\nconnection: close\r\n" in reply.content.lower()


def test_a_refusal_of_a_received_body_leaves_the_connection_open(subject: Subject):
    body = to_json({"status": "unknown"})
    path = f"/orders/{subject.order_id}/status"
    request = head(subject.client, "PATCH", path, JSON, f"Content-Length: {len(body)}") + body

    reply = exchange(subject.client.port, request + head(subject.client, "GET", "/orders", CLOSE))

    assert reply.statuses == [422, 200]


@pytest.mark.parametrize("framing", ["Content-Length: 24", CHUNKED])
def test_truncated_body_is_not_an_empty_one(subject: Subject, framing: str):
    before = subject.state()
    path = f"/orders/{subject.order_id}/fulfillments/{subject.fulfillment_id}/cancel"

    request = head(subject.client, "POST", path, JSON, framing)
    reply = exchange(subject.client.port, request + begun(framing), ends=True)

    assert reply.status in {None, 400}
    assert reply.is_hung_up
    assert subject.state() == before


def begun(framing: str) -> bytes:
    return b"18\r\n" if framing is CHUNKED else b""


def test_request_of_a_gone_client_changes_nothing(subject: Subject):
    before = subject.state()
    path = f"/orders/{subject.order_id}/status"
    request = head(subject.client, "PATCH", path, JSON, "Content-Length: 24") + b'{"status": "pro'

    for _ in range(5):
        with socket.create_connection(("127.0.0.1", subject.client.port), 5) as connection:
            connection.sendall(request)
            # The connection is reset, not closed.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    time.sleep(0.1)

    assert subject.state() == before


@pytest.mark.parametrize("rubbish", NO_REQUEST.values(), ids=NO_REQUEST)
def test_other_protocols_are_4xx_or_closed(subject: Subject, rubbish: bytes):
    reply = exchange(subject.client.port, rubbish, ends=True)

    assert reply.status in {None, *range(400, 500)}
    assert reply.is_hung_up
    assert subject.client.get("/orders").status == 200


def test_pipelined_requests_are_separate(server: Server):
    client = server.client()
    order = order_requests.create_order(client)
    body = to_json({"status": "processing"})
    change = head(
        client, "PATCH", f"/orders/{order['order_id']}/status", JSON, f"Content-Length: {len(body)}"
    )
    read, last = head(client), head(client, "GET", "/orders", CLOSE)

    reply = exchange(client.port, read + change + body + read + last)

    assert reply.statuses == [200, 200, 200, 200]
    assert order_requests.get_order(client, order)["version"] == 2


@pytest.mark.parametrize("ends", ["0\r\n\r\n", "0\r\nX-Trailer: a\r\n\r\n"])
def test_length_beside_chunks_ends_the_connection(server: Server, ends: str):
    client = server.client()
    order = order_requests.create_order(client)
    path = f"/orders/{order['order_id']}/status"
    smuggled = head(client, "PATCH", path, JSON, "Content-Length: 21") + b'{"status": "shipped"}'

    request = head(client, "POST", "/orders", JSON, CHUNKED, "Content-Length: 4")
    reply = exchange(client.port, request + ends.encode() + smuggled)

    assert reply.statuses == [400]
    assert reply.is_hung_up
    assert order_requests.get_order(client, order)["status"] == "pending"


def test_truncated_headers_close_the_connection(subject: Subject):
    reply = exchange(subject.client.port, head(subject.client)[:-2], ends=True)

    assert (reply.content, reply.is_hung_up) == (b"", True)


def test_expect_100_continue_is_answered(server: Server):
    client = server.client()
    order = order_requests.create_order(client)
    path = f"/orders/{order['order_id']}/status"
    request = head(client, "PATCH", path, JSON, CLOSE, "Expect: 100-continue", "Content-Length: 24")

    reply = exchange(client.port, request, b'{"status": "processing"}', pause_s=0.1)

    assert reply.statuses == [100, 200]
