"""Client of external services, with a service that fails or responds wrongly."""

import json
from collections.abc import Callable, Iterator

import pytest

from seller_orders.adapters.outbound.external_services.inventory import HttpInventory
from seller_orders.adapters.outbound.external_services.notification_sender import (
    HttpNotificationSender,
)
from seller_orders.adapters.shared.http_client import bounds
from seller_orders.adapters.shared.http_client.service_client import ServiceClient
from seller_orders.application.outbox_messages import Channel
from seller_orders.application.ports.outbox import DeliveryError, UndeliverableError
from seller_orders.domain.line_item import RestockedItem
from seller_orders.testing.contracts.notification_sender import notification
from tests.integration.webhook.receiver import Receiver, receiving

UNITS = (RestockedItem("pasta", "sku-pasta", 2),)
TOLD = notification()


@pytest.fixture
def remote() -> Iterator[Receiver]:
    with receiving() as running:
        yield running


def service(remote: Receiver, url: str = "/api") -> ServiceClient:
    address = f"http://127.0.0.1:{remote.port}{url}"
    return ServiceClient(name="the service", url=address, token="hunter2", allow_private=True)


def restock(remote: Receiver) -> None:
    HttpInventory(service(remote)).restore("evt_2.restock", "dom_1", "ord_1", UNITS)


def tell(remote: Receiver) -> None:
    HttpNotificationSender(service(remote), Channel.EMAIL).send(TOLD)


BOTH = pytest.mark.parametrize("ask", [restock, tell])


def test_inventory_gets_the_units_under_the_message_id(remote: Receiver):
    restock(remote)

    [asked] = remote.deliveries
    assert asked.path == "/api/inventory/restore"
    assert asked.headers["Idempotency-Key"] == "evt_2.restock"
    assert asked.headers["X-Domain-Id"] == "dom_1"
    assert asked.headers["Authorization"] == "Bearer hunter2"
    assert json.loads(asked.body) == {
        "order_id": "ord_1",
        "items": [{"id": "pasta", "sku": "sku-pasta", "quantity": 2}],
    }


def test_notification_service_gets_the_change_and_the_order(remote: Receiver):
    tell(remote)

    [asked] = remote.deliveries
    document = json.loads(asked.body)
    assert asked.path == "/api/notifications/send"
    assert asked.headers["Idempotency-Key"] == "evt_2.email"
    assert asked.headers["X-Domain-Id"] == "dom_1"
    assert (document["channel"], document["template"]) == ("email", "status_change")
    assert document["change"]["to"] == document["order"]["status"] == "processing"


@BOTH
@pytest.mark.parametrize("status", [200, 202, 204])
def test_any_2xx_is_a_success(remote: Receiver, ask: Callable[[Receiver], None], status: int):
    remote.answer = lambda _: status

    ask(remote)

    assert len(remote.deliveries) == 1


@BOTH
@pytest.mark.parametrize("status", [301, 302, 307, 401, 403, 404, 405, 408, 429, 500, 502, 503])
def test_temporary_failure_is_retried_later(
    remote: Receiver, ask: Callable[[Receiver], None], status: int
):
    remote.answer = lambda _: status

    with pytest.raises(DeliveryError, match=f"the service answered {status}"):
        ask(remote)

    assert len(remote.deliveries) == 1, "no redirect is followed"


@BOTH
@pytest.mark.parametrize("status", [400, 409, 422])
def test_refusal_is_final(remote: Receiver, ask: Callable[[Receiver], None], status: int):
    remote.answer = lambda _: status
    remote.body = b'{"code": "unknown_sku", "detail": "none such"}'

    with pytest.raises(UndeliverableError, match=f"^{status} unknown_sku$"):
        ask(remote)


@BOTH
def test_outage_and_silence_are_retried_later(
    remote: Receiver, ask: Callable[[Receiver], None], monkeypatch: pytest.MonkeyPatch
):
    # The service hangs until the test is over.
    monkeypatch.setattr(bounds, "_READ_TIMEOUT_S", 0.3)
    remote.stop()
    with pytest.raises(DeliveryError, match="the service: ConnectionError"):
        ask(remote)
    remote.start()
    remote.hang()

    with pytest.raises(DeliveryError, match="the service: "):
        ask(remote)
