"""Retries, the circuit breaker and the errors of failed requests."""

from collections.abc import Callable

import pytest

from seller_orders.adapters.shared.http_client import http_client
from seller_orders.adapters.shared.http_client.errors import (
    CircuitOpenError,
    ConnectFailedError,
    ConnectionLostError,
    FailedResponseError,
)
from seller_orders.adapters.shared.http_client.exchange import HttpResponse
from seller_orders.adapters.shared.http_client.http_client import HttpClient
from seller_orders.adapters.shared.http_client.internal_client import InternalClient
from seller_orders.application.ports.outbox import UndeliverableError
from tests.integration.http_client.clients import client_of
from tests.integration.http_client.raw_server import OK, answering, raw_server
from tests.support.server_process import free_port
from tests.support.time_limits import LONG_S
from tests.support.waiting import wait_until

OK_AND_CLOSE = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"
UNAVAILABLE = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 2\r\n\r\nno"
CUT_OFF = b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"


def failing(client: HttpClient, times: int) -> None:
    for _ in range(times):
        with pytest.raises(ConnectFailedError):
            client.request("GET")


def unavailable(_: HttpResponse) -> None:
    raise FailedResponseError


def refused(_: HttpResponse) -> None:
    raise UndeliverableError


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1", CUT_OFF])
def test_lost_connection_leaves_the_outcome_open(answer: bytes):
    with raw_server(answering(answer)) as server, pytest.raises(ConnectionLostError):
        client_of(server.url, retries=2).request("POST")

    assert server.connections == 1


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1", CUT_OFF])
def test_repeatable_request_is_retried_on_another_connection(answer: bytes):
    with raw_server(
        lambda server, to: answering(OK if server.connections == 3 else answer)(server, to)
    ) as server:
        response = client_of(server.url, retries=2).request("GET", is_repeatable=True)

    assert response.body == b"ok"
    assert server.connections == 3


def test_refused_connection_is_retried(monkeypatch: pytest.MonkeyPatch):
    pauses: list[float] = []
    monkeypatch.setattr(http_client, "sleep", pauses.append)

    with pytest.raises(ConnectFailedError, match="Connection refused"):
        client_of(f"http://127.0.0.1:{free_port()}/", retries=2).request("POST")

    assert len(pauses) == 2


def test_breaker_opens_after_five_failures():
    client = client_of(f"http://127.0.0.1:{free_port()}/", open_for_s=LONG_S)
    failing(client, 5)

    with pytest.raises(CircuitOpenError):
        client.request("GET")


def test_breaker_closes_when_the_service_is_back():
    port = free_port()
    client = client_of(f"http://127.0.0.1:{port}/", open_for_s=0.2)
    failing(client, 5)

    def is_served() -> bool:
        try:
            return client.request("GET").body == b"ok"
        except CircuitOpenError:
            return False

    with raw_server(answering(OK_AND_CLOSE), port=port):
        wait_until(is_served)
    failing(client, 4)
    with raw_server(answering(OK_AND_CLOSE), port=port):
        assert is_served()


@pytest.mark.parametrize(
    ("check", "error", "number"),
    [(unavailable, FailedResponseError, 5), (refused, UndeliverableError, 9)],
)
def test_breaker_counts_responses_that_are_failures(
    check: Callable[[HttpResponse], None], error: type[Exception], number: int
):
    with raw_server(answering(*[OK] * 9)) as server:
        client = client_of(server.url, open_for_s=LONG_S)
        for _ in range(9):
            with pytest.raises((error, CircuitOpenError)):
                client.request("GET", check=check)

    assert len([each for each in server.received if each]) == number


def test_a_layer_that_answers_503_gets_further_requests():
    """A layer whose queue is full is not down."""
    with raw_server(answering(*[UNAVAILABLE] * 9)) as server:
        client = InternalClient(url=server.url, token="secret")
        statuses = [client.request("POST", "/api/commits").status for _ in range(9)]

    assert statuses == [503] * 9


def test_without_a_breaker_every_request_is_sent():
    failing(client_of(f"http://127.0.0.1:{free_port()}/"), 9)
