"""The code of docs/webhooks.md verifies the events of a real server."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

from tests.integration.webhook.installations import followed_by
from tests.integration.webhook.receiver import SECRET, Delivery, receiving
from tests.support import order_requests
from tests.support.documented_examples import python_code

CODE = python_code("docs/webhooks.md")


@pytest.fixture(scope="module")
def delivery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Delivery]:
    """The event of a new order, as the webhook's receiver gets it."""
    folder = tmp_path_factory.mktemp("webhook")
    with receiving() as receiver, followed_by(receiver, "sqlite", folder) as installation:
        order_requests.create_order(installation.server.client(), order_id="ord_1")
        (first, *_) = receiver.wait_for_number(1)
        yield first


@pytest.fixture(params=CODE, ids=["library", "standard library"])
def verified_event(request: pytest.FixtureRequest) -> Callable[..., Any]:
    names: dict[str, Any] = {}
    exec(request.param, names)
    verify: Callable[..., Any] = names["verified_event"]
    return verify


def test_the_code_returns_a_genuine_event(
    delivery: Delivery, verified_event: Callable[..., Any]
) -> None:
    event = verified_event(SECRET, {**delivery.headers}, delivery.body)

    assert event["type"] == "order.created"
    assert event["order_id"] == "ord_1"
    assert event["id"] == delivery.headers["webhook-id"]


@pytest.mark.parametrize(
    "change",
    [
        {"body": b"{}"},
        {"webhook-id": "evt_other"},
        {"webhook-timestamp": "1"},
        {"webhook-signature": "v1,AAAA"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_code_refuses_a_forged_event(
    delivery: Delivery, verified_event: Callable[..., Any], change: dict[str, Any]
) -> None:
    headers = {**delivery.headers, **change}
    body = headers.pop("body", delivery.body)

    with pytest.raises(Exception, match=r"signature|old|matching") as raised:
        verified_event(SECRET, headers, body)

    assert type(raised.value).__name__ in {"WebhookVerificationError", "ValueError"}


def test_the_code_refuses_an_old_event(verified_event: Callable[..., Any]) -> None:
    sent = datetime.now(UTC) - timedelta(minutes=6)
    headers = {
        "webhook-id": "evt_1",
        "webhook-timestamp": str(int(sent.timestamp())),
        "webhook-signature": Webhook(SECRET).sign("evt_1", sent, "{}"),
    }

    with pytest.raises(Exception, match="old"):
        verified_event(SECRET, headers, b"{}")
