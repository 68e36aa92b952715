"""Size of the response that is stored under an Idempotency-Key."""

from tests.integration.http.replays import is_replayed, shown
from tests.support.domain_rows import DomainRows
from tests.support.http_client import Client
from tests.support.order_requests import create_order, line_document, set_status

LINES = 2_500
MAX_MORE = 64 * 1024


def test_a_large_response_is_stored_in_little_space(client: Client, stored: DomainRows):
    """The response has the fulfillment of every line twice: in the order and beside it."""
    ids = [f"line_{number}" for number in range(LINES)]
    order = create_order(client, items=[line_document(id, id, 1, 10) for id in ids])
    path = f"/orders/{order['order_id']}"
    shipment = {"items": [{"id": id, "quantity": 1} for id in ids]}

    first = client.post(f"{path}/fulfillments", shipment, Idempotency_Key="key-1")
    size_of_order = len(client.get(path).body)
    set_status(client, order, "shipped")
    again = client.post(f"{path}/fulfillments", shipment, Idempotency_Key="key-1")

    [kept] = stored.answers(client.domain_id)
    assert first.status == 201
    assert len(kept.answer) <= size_of_order + MAX_MORE < len(first.body)
    assert is_replayed(again)
    assert shown(again) == shown(first)
    assert again.headers["Content-Encoding"] is None
