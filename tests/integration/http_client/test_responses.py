"""Requests and responses of the HTTP client."""

import pytest

from seller_orders.adapters.shared.http_client.errors import ConnectionLostError
from seller_orders.adapters.shared.http_client.http_client import parsed_url
from seller_orders.adapters.shared.http_client.request_head import host_header
from tests.integration.http_client.clients import client_of
from tests.integration.http_client.raw_server import OK, answering, raw_server

HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
REDIRECT = (
    b"HTTP/1.1 %d Elsewhere\r\nLocation: http://localhost:%d/inner\r\nContent-Length: 0\r\n\r\n"
)


@pytest.mark.parametrize(
    ("answer", "body"),
    [
        (HEAD + b'Content-Length: 13\r\n\r\n{"code": 211}', b'{"code": 211}'),
        (CHUNKED + b'8\r\n{"code":\r\n5\r\n 211}\r\n0\r\n\r\n', b'{"code": 211}'),
        (HEAD + b"Content-Length: 0\r\n\r\n", b""),
        (CHUNKED + b"0\r\n\r\n", b""),
        (HEAD + b"Content-Length: 99999\r\n\r\n" + b"x" * 99999, b"x" * 16384),
        (
            CHUNKED + b"2710\r\n" + b"x" * 10000 + b"\r\n2710\r\n" + b"x" * 10000 + b"\r\n",
            b"x" * 16384,
        ),
        (HEAD + b"\r\n" + b"x" * 99, b"x" * 99),
    ],
    ids=[
        *("whole", "in chunks", "empty", "no chunk", "too long", "too long in chunks"),
        "until the connection closes",
    ],
)
def test_body_is_read_up_to_the_limit(answer: bytes, body: bytes):
    with raw_server(answering(answer)) as server:
        assert client_of(server.url).request("GET").body == body


def test_body_without_a_limit_is_read_whole():
    answer = HEAD + b"Content-Length: 99999\r\n\r\n" + b"x" * 99999
    with raw_server(answering(answer)) as server:
        assert client_of(server.url, max_body=None).request("GET").body == b"x" * 99999


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect_is_returned_and_not_followed(status: int):
    with raw_server(lambda server, to: answering(REDIRECT % (status, server.port))(server, to)) as (
        server
    ):
        response = client_of(server.url).request("POST", body=b"{}")

    assert response.status == status
    assert server.connections == 1
    assert len([each for each in server.received if b"HTTP/1.1" in each]) == 1


def test_connection_is_used_again():
    with raw_server(answering(OK, OK, OK)) as server:
        client = client_of(server.url)
        bodies = [client.request("GET").body for _ in range(3)]

    assert bodies == [b"ok"] * 3
    assert server.connections == 1


def test_connection_with_unread_data_is_not_used_again():
    too_long = HEAD + b"Content-Length: 99999\r\n\r\n" + b"x" * 99999
    with raw_server(answering(too_long, OK)) as server:
        client = client_of(server.url)
        bodies = [client.request("GET").body for _ in range(2)]

    assert bodies == [b"x" * 16384] * 2
    assert server.connections == 2


def test_informational_responses_come_before_the_final_one():
    early = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"
    with raw_server(answering(early + OK, OK)) as server:
        client = client_of(server.url)
        responses = [client.request("POST", body=b"{}") for _ in range(2)]

    assert [(each.status, each.body) for each in responses] == [(200, b"ok")] * 2
    assert "Link" not in responses[0].headers
    assert server.connections == 1


@pytest.mark.parametrize("status", [b"200 OK", b"204 No Content", b"304 Not Modified"])
def test_response_to_head_has_no_body(status: bytes):
    answer = b"HTTP/1.1 " + status + b"\r\nContent-Length: 9\r\n\r\n"
    with raw_server(answering(answer, answer)) as server:
        client = client_of(server.url)
        responses = [client.request("HEAD") for _ in range(2)]

    assert [(each.body, each.headers["content-length"]) for each in responses] == [(b"", "9")] * 2
    assert server.connections == 1


@pytest.mark.parametrize("more", [OK, b"HTTP/1.1 200", b"garbage"], ids=["whole", "part", "none"])
def test_connection_is_closed_if_more_follows_a_response(more: bytes):
    """The data would be taken for the response to the next request."""
    with raw_server(
        lambda server, to: answering(*([OK + more, OK] if server.connections == 1 else [OK]))(
            server, to
        )
    ) as server:
        client = client_of(server.url)
        bodies = [client.request("GET").body for _ in range(2)]

    assert bodies == [b"ok"] * 2
    assert server.connections == 2


@pytest.mark.parametrize(
    "answer",
    [
        *(b"garbage\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"),
        HEAD + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\nok",
        HEAD + b"X: " + b"x" * 70_000 + b"\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n" * 5_000,
    ],
    ids=["no response", "no length", "two lengths", "a long head", "many informational responses"],
)
def test_malformed_response_is_none(answer: bytes):
    with raw_server(answering(answer)) as server, pytest.raises(ConnectionLostError):
        client_of(server.url).request("GET")


@pytest.mark.parametrize("value", ["a\nX: 1", "a\rX: 1", "a\r\nX: 1", "a\0"])
def test_header_with_a_line_break_is_not_sent(value: str):
    with raw_server(answering(OK)) as server, pytest.raises(ValueError, match="line break"):
        client_of(server.url).request("GET", headers={"webhook-id": value})

    assert server.connections == 0


@pytest.mark.parametrize(
    ("url", "host"),
    [
        *(("http://a.example", "a.example"), ("http://a.example:80", "a.example")),
        *(("https://a.example:443", "a.example"), ("https://a.example:80", "a.example:80")),
        *(("http://[::1]:8080/x", "[::1]:8080"), ("http://[fe80::1%25eth0]/", "[fe80::1]")),
    ],
)
def test_host_header_names_the_host_of_the_url(url: str, host: str):
    assert host_header(parsed_url(url)) == host


@pytest.mark.parametrize(
    ("url", "path", "target"),
    [
        ("", "", b"/"),
        ("/", "", b"/"),
        ("/events/?a=1", "", b"/events/?a=1"),
        ("", "/orders", b"/orders"),
        ("/v1/", "/orders?q=%2F", b"/v1/orders?q=%2F"),
        ("/v1", "/orders/..", b"/v1/orders/.."),
    ],
)
def test_path_is_appended_to_the_url(url: str, path: str, target: bytes):
    with raw_server(answering(OK)) as server:
        client_of(f"http://localhost:{server.port}{url}").request("GET", path)

    assert server.received[0].split()[1] == target


def test_user_and_password_of_the_url_are_sent():
    with raw_server(answering(OK)) as server:
        client = client_of(f"http://me:s%20t@localhost:{server.port}/")
        client.request("GET")

    assert b"\r\nauthorization: basic bwu6cyb0\r\n" in server.received[0].lower()
    assert "s%20t" not in repr(client)
