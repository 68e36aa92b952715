"""What a seller's URL can reach, and what its answer shows."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

from seller_orders.adapters.outbound.system.clock import SystemClock
from seller_orders.adapters.outbound.webhook.endpoint_sender import HttpWebhookSender
from seller_orders.application.ports.webhook_sender import WebhookAnswer, WebhookEvent
from tests.integration.webhook.receiver import SECRET, Receiver, receiving

EVENT = WebhookEvent(
    id="evt_1",
    type="order.created",
    domain_id="dom_1",
    order_id="ord_1",
    version=1,
    occurred_at=datetime(2026, 1, 1, tzinfo=UTC),
    data={"from": None, "to": "pending", "note": None, "by": "erp"},
)
OTHER_SECRET = "whsec_c2VsbGVyLW9yZGVycy10ZXN0LXNlY3JldC0xMTExMTE="
NOT_PUBLIC = "The host name does not exist, or has an address that is not on the public internet."
PRIVATE_HOSTS = [
    *("127.0.0.1", "localhost", "sub.localhost", "LOCALHOST.", "127.1", "2130706433"),
    *("0x7f000001", "0177.0.0.1", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.0.1"),
    *("169.254.169.254", "100.64.0.1", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[fe80::1]"),
    *("[fd00::1]", "[64:ff9b::7f00:1]", "255.255.255.255"),
]
UNRESOLVED = {
    "nowhere.internal": (socket.EAI_NONAME, "Name or service not known"),
    "later.internal": (socket.EAI_AGAIN, "Temporary failure in name resolution"),
}
NO_URLS = {
    "another scheme": "ftp://erp.example/events",
    "no scheme": "erp.example/events",
    "javascript": "javascript:alert(1)",
    "a file": "file:///etc/passwd",
    "no host": "https:///events",
    "port 0": "https://erp.example:0/events",
    "a port too large": "https://erp.example:65536/events",
    "no port": "https://erp.example:port/events",
    "a space": "https://erp.example/the events",
    "a line break": "https://erp.example/\r\nX-Header: 1",
    "too long": "https://erp.example/" + "x" * 481,
    "a user": "https://me@erp.example/events",
    "a password": "https://me:hunter2@erp.example/events",
}


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as listening:
        yield listening


def sender(*, allow_private: bool = False) -> HttpWebhookSender:
    return HttpWebhookSender(SystemClock(), allow_private)


def sent(url: str, *secrets: str) -> WebhookAnswer:
    return sender(allow_private=True).send(url, secrets or (SECRET,), EVENT)


@pytest.mark.parametrize("url", NO_URLS.values(), ids=NO_URLS)
@pytest.mark.parametrize("allow_private", [False, True])
def test_a_url_that_is_none_is_refused(url: str, *, allow_private: bool):
    problem = sender(allow_private=allow_private).problem_of(url)

    assert problem is not None
    assert problem.startswith("It ")
    assert "hunter2" not in problem


@pytest.mark.parametrize("host", PRIVATE_HOSTS)
def test_a_literal_private_address_is_refused(host: str):
    problem = sender().problem_of(f"https://{host}:8443/events")

    assert problem is not None
    assert "SELLER_ORDERS_WEBHOOK_ALLOW_PRIVATE=1" in problem
    assert sender(allow_private=True).problem_of(f"https://{host}:8443/events") is None


@pytest.mark.parametrize(
    "url",
    [
        *("https://erp.example/events?a=b", "http://erp.example:8080", "https://8.8.8.8/x"),
        *("https://[2606:4700::1111]/", "https://xn--bcher-kva.example/", "https://1e100.net/"),
    ],
)
def test_a_public_url_is_accepted(url: str):
    assert sender().problem_of(url) is None


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "[::1]"])
def test_a_private_address_gets_nothing(receiver: Receiver, host: str):
    answer = sender().send(f"http://{host}:{receiver.port}/events", (SECRET,), EVENT)

    assert (answer.status, answer.error) == (None, NOT_PUBLIC)
    assert receiver.deliveries == []


def test_a_name_that_turns_private_gets_nothing(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
):
    """A name resolves to a public address as it is saved, then to loopback (DNS rebinding)."""
    public, loopback = ("8.8.8.8", receiver.port), ("127.0.0.1", receiver.port)
    answers: list[Any] = [loopback, public]
    connected: list[Any] = []
    connect = socket.socket.connect

    def resolve(*_: object, **__: object) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", answers.pop())]

    def refuse(connecting: socket.socket, address: Any) -> None:
        connected.append(address)
        if address == public:
            raise ConnectionRefusedError(111, "Connection refused")
        connect(connecting, address)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    filtered, url = sender(), f"http://hooks.example.com:{receiver.port}/events"

    first, second = (filtered.send(url, (SECRET,), EVENT) for _ in range(2))

    assert first.error == "No connection was made: Connection refused."
    assert second.error == NOT_PUBLIC
    assert connected == [public]
    assert receiver.deliveries == []


def test_unknown_and_private_names_are_answered_alike(monkeypatch: pytest.MonkeyPatch):
    """Otherwise a seller could ask which names the installation's network has."""

    def resolve(host: str, *_: object, **__: object) -> list[Any]:
        if host == "database.internal":
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.1", 443))]
        raise socket.gaierror(*UNRESOLVED[host])

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    private = sender().send("https://database.internal/", (SECRET,), EVENT)
    for host in UNRESOLVED:
        assert sender().send(f"https://{host}/", (SECRET,), EVENT) == private

    assert private == WebhookAnswer(status=None, duration_ms=0, error=NOT_PUBLIC)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_a_failure(receiver: Receiver, status: int):
    receiver.answer = lambda delivery: status if delivery.path == "/events" else 204

    answer = sent(receiver.url)

    assert (answer.status, answer.error) == (
        status,
        f"It answered {status}; redirects are not followed.",
    )
    assert [delivery.path for delivery in receiver.deliveries] == ["/events"]


@pytest.mark.parametrize("status", [400, 404, 410, 429, 500, 503])
def test_another_status_is_a_failure(receiver: Receiver, status: int):
    receiver.body, receiver.answer = b"the metadata of the host", lambda _: status

    answer = sent(receiver.url)

    assert (answer.status, answer.error) == (status, f"It answered {status}.")


@pytest.mark.parametrize("status", [200, 202, 204])
def test_any_2xx_accepts_an_event(receiver: Receiver, status: int):
    receiver.answer = lambda _: status

    answer = sent(receiver.url)

    assert (answer.status, answer.error) == (status, None)
    assert answer.duration_ms >= 0


def test_nobody_listening_is_said_in_words(receiver: Receiver):
    receiver.stop()

    assert sent(receiver.url).error == "No connection was made: Connection refused."
    receiver.start()


def test_two_secrets_sign_an_event(receiver: Receiver):
    sent(receiver.url, OTHER_SECRET, SECRET)

    (delivery,) = receiver.deliveries
    assert len(str(delivery.headers["webhook-signature"]).split(" ")) == 2
    for secret in (SECRET, OTHER_SECRET):
        event = Webhook(secret).verify(delivery.body, {**delivery.headers})
        assert event["id"] == delivery.id == EVENT.id


def test_the_document_is_that_of_every_event(receiver: Receiver):
    sent(receiver.url)

    assert receiver.deliveries[0].event == {
        "id": "evt_1",
        "type": "order.created",
        "domain_id": "dom_1",
        "order_id": "ord_1",
        "version": 1,
        "occurred_at": "2026-01-01T00:00:00Z",
        "data": EVENT.data,
    }
