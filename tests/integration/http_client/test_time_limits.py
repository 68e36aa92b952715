"""No service keeps a caller waiting beyond the time limits."""

import socket
import ssl
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final

import pytest
import trustme

from seller_orders.adapters.shared.http_client import bounded_connection
from seller_orders.adapters.shared.http_client.errors import HttpClientError, NoResponseError
from seller_orders.adapters.shared.http_client.http_client import HttpClient
from seller_orders.application.outbox_messages import SENT_WITHIN
from tests.integration.http_client.clients import client_of
from tests.integration.http_client.raw_server import OK, RawServer, answering, raw_server
from tests.support.time_limits import LONG_S, SERVICE_TOTAL, shipped
from tests.support.waiting import WITHIN_S

EVERY_S: Final = 0.05
TOTAL_S: Final = 0.3

SLOW: Final = {
    "nothing": (b"", b""),
    "a header without end": (b"HTTP/1.1 200 OK\r\nX-Slow: ", b"x"),
    "headers without end": (b"HTTP/1.1 200 OK\r\n", b"X: 1\r\n"),
    "a body": (b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n", b"x"),
    "a body in chunks": (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"1\r\nx\r\n",
    ),
    "informational responses": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
}


@pytest.fixture
def tls(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ssl.SSLContext:
    """A server's TLS, with a certificate that clients trust."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    return context


@pytest.fixture
def is_over() -> Iterator[threading.Event]:
    """The end of the test, which no client may wait for."""
    event = threading.Event()
    yield event
    event.set()


def dribble(
    is_over: threading.Event, parts: tuple[bytes, bytes], server: RawServer, to: socket.socket
) -> None:
    server.read(to)
    first, more = parts
    to.sendall(first)
    while not is_over.wait(EVERY_S):
        to.sendall(more)


def never_read(is_over: threading.Event, _: RawServer, __: socket.socket) -> None:
    is_over.wait()


def outcome(client: HttpClient, body: bytes | None = None) -> str:
    """Return the error that ends a request, "no end" if nothing does."""
    errors: list[str] = []

    def request() -> None:
        try:
            client.request("POST", body=body)
        except HttpClientError as error:
            errors.append(str(error))

    requesting = threading.Thread(target=request, daemon=True)
    requesting.start()
    requesting.join(WITHIN_S)
    return errors[0] if errors else "no end"


@pytest.mark.parametrize("parts", SLOW.values(), ids=SLOW)
def test_dribbled_response_ends_at_the_deadline(
    is_over: threading.Event, parts: tuple[bytes, bytes]
):
    with raw_server(partial(dribble, is_over, parts)) as server:
        error = outcome(client_of(server.url, total_s=TOTAL_S))

    assert error.endswith("Timeout")


@pytest.mark.parametrize("parts", SLOW.values(), ids=SLOW)
def test_dribbled_tls_response_ends_at_the_deadline(
    is_over: threading.Event, tls: ssl.SSLContext, parts: tuple[bytes, bytes]
):
    with raw_server(partial(dribble, is_over, parts), tls) as server:
        error = outcome(client_of(server.url, total_s=TOTAL_S))

    assert error.endswith("Timeout")


def test_silence_ends_before_the_deadline(is_over: threading.Event):
    with raw_server(partial(dribble, is_over, (b"", b""))) as server:
        error = outcome(client_of(server.url, read_s=TOTAL_S))

    assert error.endswith("Timeout")


@pytest.mark.parametrize("is_encrypted", [False, True])
def test_request_that_is_not_read_ends_at_the_deadline(
    is_over: threading.Event, tls: ssl.SSLContext, is_encrypted: bool
):
    answer = partial(never_read, is_over)
    with raw_server(answer, tls if is_encrypted else None) as server:
        error = outcome(client_of(server.url, total_s=TOTAL_S), b"x" * 50_000_000)

    assert error.endswith("Timeout")


def test_tls_handshake_ends_at_the_deadline(is_over: threading.Event):
    with raw_server(partial(never_read, is_over)) as server:
        error = outcome(client_of(f"https://localhost:{server.port}/", total_s=TOTAL_S))

    assert error.endswith("Timeout")


def test_each_request_has_the_whole_time(monkeypatch: pytest.MonkeyPatch):
    now = 0.0
    monkeypatch.setattr(bounded_connection, "monotonic", lambda: now)
    with raw_server(answering(OK, OK)) as server:
        client = client_of(server.url)
        client.request("GET")
        now += 2 * LONG_S
        assert client.request("GET").status == 200

    assert server.connections == 1


def test_request_starts_no_thread(monkeypatch: pytest.MonkeyPatch):
    started: list[object] = []
    with raw_server(answering(OK, OK)) as server:
        client = client_of(server.url)
        client.request("GET")
        monkeypatch.setattr(threading.Thread, "start", started.append)
        assert client.request("GET").body == b"ok"

    assert started == []


def test_silent_service_that_is_alive_is_waited_for():
    asked = threading.Event()

    def answer_when_asked(server: RawServer, to: socket.socket) -> None:
        server.read(to)
        asked.wait()
        to.sendall(OK)

    def is_alive() -> bool:
        asked.set()
        return True

    with raw_server(answer_when_asked) as server:
        response = client_of(server.url, read_s=EVERY_S, is_alive=is_alive).request("GET")

    assert response.body == b"ok"


def test_service_that_is_alive_is_not_waited_for_forever(is_over: threading.Event):
    with raw_server(partial(dribble, is_over, (b"", b""))) as server:
        client = client_of(server.url, read_s=EVERY_S, total_s=TOTAL_S, is_alive=lambda: True)
        error = outcome(client)

    assert error.endswith("Timeout")


def test_untrusted_certificate_is_refused(tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch):
    with raw_server(answering(OK), tls) as server:
        assert client_of(server.url).request("GET").body == b"ok"
        monkeypatch.delenv("SSL_CERT_FILE")
        with pytest.raises(NoResponseError, match="SSLError"):
            client_of(server.url).request("GET")


def test_external_request_ends_within_a_lease():
    assert shipped(SERVICE_TOTAL) <= SENT_WITHIN.total_seconds()
