import socket
import time
from collections.abc import Iterator

import pytest

from tests.integration.http.operations import (
    ALL,
    CANCEL_FULFILLMENT,
    STATUS,
    Operation,
    Subject,
    subject_on,
)
from tests.support.http_client import to_json
from tests.support.raw_http import head
from tests.support.server_process import Server
from tests.support.waiting import WITHIN_S

MIB = 1024 * 1024


@pytest.fixture(scope="module")
def subject(server: Server) -> Subject:
    return subject_on(server)


def padded(document: dict[str, object], length: int) -> bytes:
    """Pad JSON with trailing white space."""
    return to_json(document).ljust(length)


def in_chunks(body: bytes) -> Iterator[bytes]:
    for begin in range(0, len(body), 65_536):
        yield body[begin : begin + 65_536]


@pytest.mark.parametrize("operation", ALL, ids=str)
@pytest.mark.parametrize("length", [MIB + 1, 10_000_000])
def test_body_above_the_limit_is_413(subject: Subject, operation: Operation, length: int):
    before = subject.state()

    answer = subject.send(operation, padded(subject.good_body(operation), length))

    assert (answer.status, answer.code) == (413, "content_too_large")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert subject.state() == before


@pytest.mark.parametrize("operation", ALL, ids=str)
@pytest.mark.parametrize("length", [MIB + 1, 2 * MIB, 10_000_000])
def test_chunked_body_above_the_limit_is_413(subject: Subject, operation: Operation, length: int):
    before = subject.state()
    body = padded(subject.good_body(operation), length)

    answer = subject.client.call(operation.method, subject.path(operation), in_chunks(body))

    assert (answer.status, answer.code) == (413, "content_too_large")
    assert subject.state() == before


@pytest.mark.parametrize("length", [MIB + 1, 10_000_000])
def test_a_body_above_the_limit_can_be_sent_whole(subject: Subject, length: int):
    """A client that cannot may report a broken connection instead of the response."""
    request = head(
        subject.client,
        "PATCH",
        subject.path(STATUS),
        f"Content-Length: {length}",
        "Content-Type: application/json",
    )
    with socket.create_connection(("127.0.0.1", subject.client.port), WITHIN_S) as connection:
        connection.sendall(request)
        time.sleep(0.1)
        connection.sendall(b" " * length)

        assert connection.recv(4096)[9:12] == b"413"


@pytest.mark.parametrize(
    "headers", [("Content-Length: 1048577",), ("Content-Length: 1048577", "Expect: 100-continue")]
)
def test_a_body_above_the_limit_need_not_be_sent(subject: Subject, headers: tuple[str, ...]):
    json = "Content-Type: application/json"
    request = head(subject.client, "PATCH", subject.path(STATUS), json, *headers)
    with socket.create_connection(("127.0.0.1", subject.client.port), WITHIN_S) as connection:
        connection.sendall(request)

        assert connection.recv(4096)[9:12] == b"413"


def test_body_at_the_limit_is_accepted(server: Server):
    subject = subject_on(server)

    answer = subject.send(STATUS, padded(STATUS.body, MIB))

    assert answer.status == 200
    assert answer.json["status"] == "processing"


def test_chunked_body_within_the_limit_is_accepted(server: Server):
    subject = subject_on(server)

    path = subject.path(STATUS)
    answer = subject.client.call("PATCH", path, in_chunks(to_json(STATUS.body)))

    assert answer.status == 200
    assert answer.json["status"] == "processing"


@pytest.mark.parametrize("chunked", [False, True], ids=["in one", "in chunks"])
def test_cancel_fulfillment_refuses_any_field(server: Server, chunked: bool):
    subject = subject_on(server)
    before = subject.state()
    body = b'{"reason": "late"}'

    path = subject.path(CANCEL_FULFILLMENT)
    answer = subject.client.call("POST", path, in_chunks(body) if chunked else body)

    assert answer.status == 422
    assert answer.pointers == ["/reason"]
    assert subject.state() == before


@pytest.mark.parametrize("operation", ALL, ids=str)
@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate", "GZIP", "identity, gzip"])
def test_compressed_body_is_415(subject: Subject, operation: Operation, encoding: str):
    before = subject.state()

    answer = subject.send_good(operation, Content_Encoding=encoding)

    assert answer.status == 415
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert subject.state() == before


@pytest.mark.parametrize("operation", ALL, ids=str)
@pytest.mark.parametrize(
    "media_type",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "json"],
)
def test_other_media_type_is_415(subject: Subject, operation: Operation, media_type: str):
    before = subject.state()

    answer = subject.send_good(operation, Content_Type=media_type)

    assert answer.status == 415
    assert subject.state() == before


def test_media_type_case_and_parameters_are_ignored(server: Server):
    subject = subject_on(server)

    answer = subject.send_good(STATUS, Content_Type="Application/JSON; charset=utf-8")

    assert answer.status == 200
