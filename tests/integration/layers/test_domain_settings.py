"""Settings of domains where the layers run apart."""

from collections.abc import Iterator

import pytest

from tests.integration.layers.topology import Topology, three_layers
from tests.support import order_requests
from tests.support.time_limits import LONG, SETTINGS_CHECKED
from tests.support.waiting import wait_until

KEYS = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.fixture(scope="module")
def layers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Topology]:
    limits = {**LONG, SETTINGS_CHECKED: 0.1}
    folder = tmp_path_factory.mktemp("layers")
    with three_layers(folder, limits=limits, SECRET_KEYS=KEYS) as running:
        yield running


def test_the_orchestrator_follows_a_change_in_the_core(layers: Topology):
    client = layers.server.client()
    order = order_requests.create_order(client)
    path = f"/orders/{order['order_id']}/status?dry_run=true"
    order_requests.set_status(client, order, "shipped")
    assert client.patch(path, {"status": "pending"}).status == 200
    bicycle = {"url": "https://bridge.example", "secret": SECRET}

    changed = client.patch("/settings", {"transitions": "forward", "carriers": {"b": bicycle}})

    assert changed.status == 200, changed.body
    assert changed.json["carriers"]["b"]["secret"] == "•"
    wait_until(lambda: client.patch(path, {"status": "pending"}).status == 409)
    assert client.get("/settings/history").json["changes"][0]["version"] == 1
