"""Where events go: to the URL that was configured, and nowhere within unless that is allowed."""

import json
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from seller_orders.adapters.outbound.system.clock import SystemClock
from seller_orders.adapters.outbound.webhook.event_publisher import WebhookEventPublisher
from seller_orders.application.outbox_messages import Channel, Message
from seller_orders.application.ports.outbox import DeliveryError
from seller_orders.domain.timeline import ChangeType
from tests.integration.webhook.receiver import SECRET, Receiver, receiving
from tests.support import order_requests
from tests.support.server_process import serving, succeed
from tests.support.waiting import wait_until

EVENT = Message(
    message_id="evt_1",
    domain_id="dom_1",
    order_id="ord_1",
    channel=Channel.EVENT,
    about=ChangeType.STATUS_CHANGED,
    version=2,
    created_at=datetime(2026, 1, 1, tzinfo=UTC),
)
LOOPBACK = ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0.0.0.0"]
LOOPBACK += ["[::1]", "[::]", "[::ffff:127.0.0.1]", "me:secret@127.0.0.1"]
PRIVATE = ["10.0.0.1", "172.16.0.1", "192.168.0.1", "169.254.169.254", "[fe80::1]", "[fd00::1]"]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as listening:
        yield listening


@pytest.fixture
def forbidden() -> Iterator[socket.socket]:
    """A listener on every address of this machine, which nobody may connect to."""
    with socket.create_server(("", 0)) as listener:
        listener.setblocking(False)
        yield listener
        with pytest.raises(BlockingIOError):
            listener.accept()


def publish(url: str, *, allow_private: bool = False) -> None:
    WebhookEventPublisher(url, SECRET, SystemClock(), allow_private=allow_private).publish(EVENT)


def port_of(listener: socket.socket) -> int:
    return int(listener.getsockname()[1])


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_a_failure_and_is_not_followed(receiver: Receiver, status: int):
    receiver.answer = lambda delivery: status if delivery.path == "/events" else 204

    with pytest.raises(DeliveryError, match=str(status)):
        publish(receiver.url, allow_private=True)

    assert [delivery.path for delivery in receiver.deliveries] == ["/events"]


@pytest.mark.parametrize("status", [400, 404, 410, 429, 500, 503])
def test_only_a_2xx_says_that_it_was_taken(receiver: Receiver, status: int):
    receiver.answer = lambda _: status

    with pytest.raises(DeliveryError, match=f"answered {status}"):
        publish(receiver.url, allow_private=True)


@pytest.mark.parametrize("host", LOOPBACK + PRIVATE)
def test_a_target_within_is_not_even_connected_to(forbidden: socket.socket, host: str):
    with pytest.raises(DeliveryError, match="InvalidIPAddress"):
        publish(f"http://{host}:{port_of(forbidden)}/events")


def test_a_name_that_leads_within_is_not_connected_to(
    forbidden: socket.socket, monkeypatch: pytest.MonkeyPatch
):
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port_of(forbidden)))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)

    with pytest.raises(DeliveryError, match="InvalidIPAddress"):
        publish(f"http://hooks.example.com:{port_of(forbidden)}/events")


def test_a_proxy_of_the_environment_is_no_way_round(
    forbidden: socket.socket, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{port_of(forbidden)}")
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{port_of(forbidden)}")

    with pytest.raises(DeliveryError, match="InvalidIPAddress"):
        publish("http://169.254.169.254/events")


def test_an_operator_sees_that_a_target_was_refused(receiver: Receiver, tmp_path: Path):
    with serving(tmp_path, WEBHOOK_URL=receiver.url, WEBHOOK_SECRET=SECRET) as server:
        order = order_requests.created(server.client())
        seen = first_failure(server.url)

    assert seen["id"] == order["timeline"][0]["id"]
    assert seen["last_error"].startswith("InvalidIPAddress")
    assert receiver.deliveries == []


def first_failure(url: str) -> dict[str, Any]:
    def failed() -> dict[str, Any]:
        (message,) = map(json.loads, succeed(url, "outbox", "list").splitlines())
        return dict(message) if message["failures"] else {}

    return wait_until(failed)
