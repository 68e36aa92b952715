from typing import Any

import pytest

from tests.support import order_requests
from tests.support.http_client import Client


def fulfillment_at(client: Client, status: str) -> tuple[dict[str, Any], str]:
    """Create an order and a one-unit fulfillment in this status; return the order and the path."""
    order = order_requests.create_order(client)
    fulfillment = order_requests.create_fulfillment(client, order)
    if status != "pending":
        order_requests.update_fulfillment(client, order, fulfillment, status)
    return order, f"/orders/{order['order_id']}/fulfillments/{fulfillment['id']}"


@pytest.mark.parametrize("closed", ["delivered", "cancelled", "refunded"])
@pytest.mark.parametrize("status", ["pending", "delivered"])
def test_tracking_of_closed_orders_can_be_corrected(client: Client, closed: str, status: str):
    order, path = fulfillment_at(client, status)
    client.patch(path, {"awb": "OLD", "tracking_url": "https://old.example/"})
    order_requests.set_status(client, order, closed)

    answer = client.patch(path, {"awb": "NEW", "tracking_url": None})

    assert answer.status == 200
    assert answer.json["fulfillment"]["awb"] == "NEW"
    assert answer.json["fulfillment"]["tracking_url"] is None
    entry = answer.json["order"]["timeline"][-1]
    assert entry["type"] == "order.fulfillment_updated"
    assert "OLD" in str(entry["data"])
    assert "https://old.example/" in str(entry["data"])


def test_omitted_tracking_fields_are_kept(client: Client):
    _, path = fulfillment_at(client, "pending")
    client.patch(path, {"awb": "1Z", "tracking_url": "https://courier.example/"})

    answer = client.patch(path, {"status": "in_transit"})

    fulfillment = answer.json["fulfillment"]
    assert (fulfillment["awb"], fulfillment["tracking_url"]) == ("1Z", "https://courier.example/")


@pytest.mark.parametrize("suffix", ["", "/cancel"])
def test_unknown_fulfillment_is_404(client: Client, suffix: str):
    _, path = fulfillment_at(client, "pending")
    another = order_requests.create_order(client)
    theirs = path.rpartition("/")[2]

    answers = [
        client.call(
            "POST" if suffix else "PATCH",
            f"/orders/{another['order_id']}/fulfillments/{id}{suffix}",
            b"{}" if suffix else b'{"awb": "1Z"}',
        )
        for id in (theirs, "ful_1")
    ]

    assert [(a.status, a.code) for a in answers] == [(404, "fulfillment_not_found")] * 2


@pytest.mark.parametrize("body", [{}, {"items": []}, {"provider_id": None}, {"note": "x"}])
def test_other_fulfillment_fields_cannot_change(client: Client, body: dict[str, Any]):
    order, path = fulfillment_at(client, "pending")
    before = order_requests.get_order(client, order)

    answer = client.patch(path, body)

    assert answer.status == 422
    assert answer.pointers == ["/" + next(iter(body)) if body else ""]
    assert order_requests.get_order(client, order) == before
