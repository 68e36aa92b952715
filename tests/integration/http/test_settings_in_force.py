"""Operations follow the settings of their domain."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.integration.carriers.signing import event, send
from tests.support import order_requests
from tests.support.http_client import Client
from tests.support.server_process import Server
from tests.support.waiting import wait_until

SECRET = "whsec_YSBzZWNyZXQgb2Ygb25lIGRvbWFpbiBvbmx5"
OTHER_SECRET = "whsec_YW5vdGhlciBkb21haW4ncyBvd24gc2VjcmV0"
FRIDAY = "2026-03-06T13:00:00Z"


@pytest.fixture
def client(server: Server) -> Client:
    return server.client()


def setting(client: Client, **sections: Any) -> None:
    """Change settings, and wait until each process follows them."""
    answer = client.patch("/settings", sections)
    assert answer.status == 200, answer.body
    marker = f"v{answer.json['version']}-"
    numbering = {"numbering": {"prefix": marker}}
    assert client.patch("/settings", numbering).status == 200

    def follows() -> bool:
        made = order_requests.create_order(client, order_number=None)
        return str(made["order_number"]).startswith(marker)

    wait_until(follows)


def test_numbers_have_the_domains_prefix_and_least_number(client: Client):
    setting(client, language="de")
    assert client.patch("/settings", {"numbering": {"prefix": "B-", "next": 7000}}).status == 200

    numbers = wait_until(
        lambda: (
            (
                found := order_requests.create_order(client, order_number=None)["order_number"]
            ).startswith("B-7")
            and found
        )
    )

    assert str(numbers).startswith("B-70")


def test_transitions_and_reasons_are_the_domains(client: Client, server: Server):
    reasons = {"reasons": ["out_of_stock"], "customer_reasons": ["out_of_stock"]}
    setting(client, transitions="forward", cancellation=reasons)
    order = order_requests.create_order(client, status="shipped")
    path = f"/orders/{order['order_id']}"
    other = server.client()
    free = order_requests.create_order(other, status="shipped")

    assert client.patch(f"{path}/status", {"status": "pending"}).code == "transition_not_allowed"
    assert client.get(f"{path}/actions").json["status"]["pending"]["allowed"] is False
    refused = client.post(f"{path}/cancel", {"reason": "fraud"})
    assert (refused.status, refused.pointers) == (422, ["/reason"])
    assert client.get(f"{path}/actions").json["cancel_reasons"] == ["out_of_stock"]
    moved = other.patch(f"/orders/{free['order_id']}/status", {"status": "pending"})
    assert moved.status == 200


def test_dates_and_ship_by_are_in_the_domains_time_zone(client: Client):
    handling = {"business_days": 2, "cut_off": "14:00", "working_days": [1, 2, 3, 4, 5]}
    setting(client, time_zone="Europe/Berlin", handling=handling)
    # 14:00 in Berlin, so that it counts from Monday.
    order = order_requests.create_order(client, created_at=FRIDAY, ship_by=None)
    late = order_requests.create_order(client, created_at="2026-03-29T22:00:00Z")

    assert order["ship_by"] == "2026-03-11T22:59:59Z"
    listed = client.get("/orders?date_from=2026-03-30&date_to=2026-03-30").json["orders"]
    assert [each["order_id"] for each in listed] == [late["order_id"]]


def test_events_of_own_carriers_are_signed_by_the_domain(client: Client, server: Server):
    other = server.client()
    for caller, secret in ((client, SECRET), (other, OTHER_SECRET)):
        connection = {"url": "https://bicycle.example", "secret": secret}
        setting(caller, carriers={"bicycle": connection})
    order = order_requests.create_order(client)
    items = [{"id": "iid_001", "quantity": 1}]
    unknown = {"items": items, "provider_id": "fast"}
    path = f"/orders/{order['order_id']}/fulfillments"
    assert client.post(path, unknown).code == "unknown_provider"
    made = client.post(f"{path}?dry_run=true", {"items": items, "provider_id": "bicycle"})
    assert made.status == 200
    reported = event(order, made.json["fulfillment"])

    def answer(secret: str) -> tuple[int, str | None]:
        sent = send(
            client, reported, path="/carriers/bicycle/events", secret=secret, at=datetime.now(UTC)
        )
        return sent.status, sent.code

    assert answer(OTHER_SECRET) == (401, "unauthenticated")
    # Nothing was booked, but the secret is right.
    assert answer(SECRET) == (404, "fulfillment_not_found")
