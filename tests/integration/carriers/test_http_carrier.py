"""Client of a courier bridge, with a bridge that fails or responds wrongly."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from attrs import evolve

from seller_orders.adapters.outbound.carriers.http_carrier import HttpCarrier
from seller_orders.application.ports.carrier_directory import Booking
from seller_orders.application.ports.outbox import DeliveryError, UndeliverableError
from seller_orders.testing.sample_order import fulfillment, order
from tests.integration.webhook.receiver import Receiver, receiving

SHIPPED = evolve(fulfillment(), shipment=evolve(fulfillment().shipment, provider_id="fast"))
BOOKING = Booking(order(fulfillments=(SHIPPED,)), SHIPPED)
GOOD = {"id": "ful_1", "status": "pending", "awb": "AWB1", "tracking_url": "https://c.example/1"}


@pytest.fixture
def bridge() -> Iterator[Receiver]:
    with receiving() as running:
        yield running


def carrier(bridge: Receiver, **changes: Any) -> HttpCarrier:
    usual = {"url": f"http://127.0.0.1:{bridge.port}/v1/", "token": "hunter2"}
    return HttpCarrier(**{**usual, "allow_private": True, **changes})


def answers(bridge: Receiver, status: int, document: Any) -> None:
    bridge.answer = lambda _: status
    bridge.body = document if isinstance(document, bytes) else json.dumps(document).encode()


def test_requests_use_the_url_and_token(bridge: Receiver):
    answers(bridge, 201, {**GOOD, "label": "https://c.example/label.pdf"})

    assert carrier(bridge).book(BOOKING).awb == "AWB1"
    carrier(bridge, token=None).track(BOOKING)

    first, second = bridge.deliveries
    assert (first.path, second.path) == ("/v1/shipments", "/v1/shipments/ful_1")
    assert first.headers["Authorization"] == "Bearer hunter2"
    assert second.headers["Authorization"] is None
    assert "hunter2" not in repr(carrier(bridge))


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"<html>",
        b"\xff",
        b"[" * 2000,
        {},
        {**GOOD, "awb": ""},
        {**GOOD, "awb": None},
        {**GOOD, "awb": "x" * 501},
        {**GOOD, "awb": "x\0"},
        {**GOOD, "status": "lost"},
        {**GOOD, "tracking_url": "javascript:alert(1)"},
        {**GOOD, "id": "ful_2"},
    ],
)
@pytest.mark.parametrize("asked", ["book", "cancel", "track"])
def test_invalid_response_is_retried_later(bridge: Receiver, asked: str, document: Any):
    answers(bridge, 200, document)

    with pytest.raises(DeliveryError, match="the carrier answered with"):
        getattr(carrier(bridge), asked)(BOOKING)


@pytest.mark.parametrize("asked", ["book", "cancel", "track"])
@pytest.mark.parametrize("status", [301, 302, 401, 403, 405, 429, 500, 502, 503])
def test_temporary_failure_is_retried_later(bridge: Receiver, asked: str, status: int):
    answers(bridge, status, b"")

    with pytest.raises(DeliveryError, match=f"the carrier answered {status}"):
        getattr(carrier(bridge), asked)(BOOKING)

    assert len(bridge.deliveries) == 1, "no redirect is followed"


@pytest.mark.parametrize("asked", ["book", "cancel", "track"])
def test_404_without_a_code_is_a_wrong_url(bridge: Receiver, asked: str):
    answers(bridge, 404, b"<html>Not here</html>")

    with pytest.raises(DeliveryError, match="404"):
        getattr(carrier(bridge), asked)(BOOKING)


@pytest.mark.parametrize("status", [400, 409, 422])
@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ({"code": "too_heavy", "detail": "Ben at 1 Elm Street: 90 kg"}, "too_heavy"),
        ({"code": "Ben at 1 Elm Street"}, ""),
        ({"code": 7}, ""),
        (b"<html>", ""),
    ],
)
def test_refusal_shows_only_its_code(bridge: Receiver, status: int, document: Any, reason: str):
    answers(bridge, status, document)

    with pytest.raises(UndeliverableError) as refused:
        carrier(bridge).book(BOOKING)

    assert str(refused.value) == f"{status} {reason}".strip()


def test_private_address_must_be_allowed(bridge: Receiver):
    with pytest.raises(DeliveryError, match="InvalidIPAddress"):
        carrier(bridge, allow_private=False).book(BOOKING)

    assert bridge.deliveries == []


def test_failing_carrier_gets_no_requests_for_a_moment(bridge: Receiver):
    asked = carrier(bridge)
    answers(bridge, 503, b"")
    for _ in range(5):
        with pytest.raises(DeliveryError, match="503"):
            asked.book(BOOKING)

    with pytest.raises(DeliveryError, match="not asked just now"):
        asked.book(BOOKING)

    assert len(bridge.deliveries) == 5


def test_refusals_do_not_open_the_circuit(bridge: Receiver):
    asked = carrier(bridge)
    answers(bridge, 422, b"")

    for _ in range(9):
        with pytest.raises(UndeliverableError):
            asked.book(BOOKING)

    assert len(bridge.deliveries) == 9
