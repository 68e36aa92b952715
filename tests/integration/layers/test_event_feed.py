"""The event feed through the gateway."""

from concurrent.futures import ThreadPoolExecutor

from tests.integration.layers.topology import Topology
from tests.support import order_requests


def test_a_request_waits_through_the_gateway(layers: Topology):
    client = layers.server.client()
    order = order_requests.create_order(client)
    first = client.get("/events").json
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(client.get, f"/events?wait=20&after={first['next_cursor']}")
        order_requests.set_status(client, order, "processing")
        answer = waiting.result()

    assert [each["type"] for each in first["events"]] == ["order.created"]
    assert [each["type"] for each in answer.json["events"]] == ["order.status_changed"]
