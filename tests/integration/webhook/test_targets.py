"""Responses and addresses of webhook receivers."""

import json
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


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as listening:
        yield listening


def publish(url: str, *, allow_private: bool = False) -> None:
    WebhookEventPublisher(url, SECRET, SystemClock(), allow_private=allow_private).publish(EVENT)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect_is_a_failure_and_not_followed(receiver: Receiver, status: int):
    receiver.answer = lambda delivery: status if delivery.path == "/events" else 204

    with pytest.raises(DeliveryError, match=str(status)):
        publish(receiver.url, allow_private=True)

    assert [delivery.path for delivery in receiver.deliveries] == ["/events"]


@pytest.mark.parametrize("status", [400, 404, 410, 429, 500, 503])
def test_status_other_than_2xx_is_a_failure(receiver: Receiver, status: int):
    receiver.answer = lambda _: status

    with pytest.raises(DeliveryError, match=f"answered {status}"):
        publish(receiver.url, allow_private=True)


def test_private_target_is_refused(receiver: Receiver):
    with pytest.raises(DeliveryError, match="InvalidIPAddress"):
        publish(receiver.url)

    assert receiver.deliveries == []


def test_outbox_list_shows_a_refused_target(receiver: Receiver, tmp_path: Path):
    with serving(tmp_path, WEBHOOK_URL=receiver.url, WEBHOOK_SECRET=SECRET) as server:
        order = order_requests.create_order(server.client())
        seen = first_failure(server.url)

    assert seen["id"] == order["timeline"][0]["id"]
    assert seen["last_error"].startswith("InvalidIPAddress")
    assert receiver.deliveries == []


def first_failure(url: str) -> dict[str, Any]:
    def failed() -> dict[str, Any]:
        # An event is in the outbox once it has failed.
        messages = [json.loads(line) for line in succeed(url, "outbox", "list").splitlines()]
        return dict(messages[0]) if messages and messages[0]["failures"] else {}

    return wait_until(failed)
