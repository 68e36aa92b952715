"""Addresses on loopback, link-local and private networks are not connected to."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest

from seller_orders.adapters.shared.http_client.errors import RequestNotSentError
from tests.integration.http_client.clients import client_of

LOOPBACK = ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0.0.0.0"]
LOOPBACK += ["[::1]", "[::]", "[::ffff:127.0.0.1]", "me:secret@127.0.0.1"]
PRIVATE = ["10.0.0.1", "172.16.0.1", "192.168.0.1", "169.254.169.254", "[fe80::1]", "[fd00::1]"]
PUBLIC = "8.8.8.8"


@pytest.fixture
def forbidden() -> Iterator[socket.socket]:
    """Listener on every address of this machine. The test fails if it gets a connection."""
    with socket.create_server(("", 0)) as listener:
        listener.setblocking(False)
        yield listener
        with pytest.raises(BlockingIOError):
            listener.accept()


def port_of(listener: socket.socket) -> int:
    return int(listener.getsockname()[1])


def request(url: str) -> None:
    client_of(url, allow_private=False).request("POST")


def found(address: str, port: int) -> list[Any]:
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]


@pytest.mark.parametrize("host", LOOPBACK + PRIVATE)
def test_private_target_is_not_connected_to(forbidden: socket.socket, host: str):
    with pytest.raises(RequestNotSentError, match="InvalidIPAddress"):
        request(f"http://{host}:{port_of(forbidden)}/events")


def test_name_of_a_private_address_is_not_connected_to(
    forbidden: socket.socket, monkeypatch: pytest.MonkeyPatch
):
    answer = found("127.0.0.1", port_of(forbidden))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answer)

    with pytest.raises(RequestNotSentError, match="InvalidIPAddress"):
        request(f"http://hooks.example.com:{port_of(forbidden)}/events")


def test_checked_address_is_the_connected_one(
    forbidden: socket.socket, monkeypatch: pytest.MonkeyPatch
):
    """A name server may give another address to a second lookup (DNS rebinding)."""
    port = port_of(forbidden)
    answers = [found("127.0.0.1", port), found(PUBLIC, port)]
    connected: list[Any] = []

    def refuse(_: socket.socket, address: Any) -> None:
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers.pop())
    monkeypatch.setattr(socket.socket, "connect", refuse)

    with pytest.raises(RequestNotSentError, match="ConnectionError"):
        request(f"http://hooks.example.com:{port}/events")

    assert connected == [(PUBLIC, port)]
    assert len(answers) == 1


def test_private_address_after_a_public_one_is_refused(
    forbidden: socket.socket, monkeypatch: pytest.MonkeyPatch
):
    port = port_of(forbidden)
    answer = found(PUBLIC, port) + found("127.0.0.1", port)
    connected: list[Any] = []

    def refuse(_: socket.socket, address: Any) -> None:
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answer)
    monkeypatch.setattr(socket.socket, "connect", refuse)

    with pytest.raises(RequestNotSentError, match="InvalidIPAddress"):
        request(f"http://hooks.example.com:{port}/events")

    assert connected == [(PUBLIC, port)]


def test_proxy_of_the_environment_is_not_used(
    forbidden: socket.socket, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{port_of(forbidden)}")
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{port_of(forbidden)}")

    with pytest.raises(RequestNotSentError, match="InvalidIPAddress"):
        request("http://169.254.169.254/events")


@pytest.mark.parametrize("host", ["unknown.invalid", f"{'x' * 64}.example.com"])
def test_name_without_an_address_is_a_failed_connection(host: str):
    with pytest.raises(RequestNotSentError, match="ConnectionError"):
        request(f"http://{host}/events")
