"""The carrier contract for the fake and for HttpCarrier with the simulator."""

from collections.abc import Iterator
from typing import Any

import pytest

from seller_orders.adapters.outbound.carriers.http_carrier import HttpCarrier
from seller_orders.application.ports.outbox import DeliveryError, UndeliverableError
from seller_orders.testing.contracts.carrier import CarrierContract, Connected
from seller_orders.testing.fakes.carrier import CollectingCarrier
from tests.integration.carriers.simulator import TOKEN, Simulator, simulating


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    with simulating() as running:
        yield running


@pytest.fixture(params=["the fake", "over HTTP"])
def connected(request: pytest.FixtureRequest) -> Iterator[Connected]:
    if request.param == "the fake":
        fake = CollectingCarrier()

        def refuse(kind: type[Exception] | None) -> None:
            fake.fails_with = kind("503 down") if kind else None

        yield Connected(fake, refuse)
        return
    running: Simulator = request.getfixturevalue("simulator")
    statuses: dict[Any, dict[str, Any]] = {
        None: {},
        DeliveryError: {"status": 503, "code": "down"},
        UndeliverableError: {"status": 422, "code": "down"},
    }
    carrier = HttpCarrier(url=running.url, token=TOKEN, allow_private=True)
    yield Connected(carrier, lambda kind: running.behave(**statuses[kind]))
    running.behave()


class TestCarrier(CarrierContract):
    """For both carriers."""
