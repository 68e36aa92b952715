"""Requests are decided by the settings of the domain that they are for."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest
from attrs import evolve
from flask.testing import FlaskClient

from seller_orders.adapters.inbound.http.app import create_app
from seller_orders.adapters.inbound.http.app_context import AppContext
from seller_orders.domain.cancellation import CancelReason
from seller_orders.domain.cancellation_rules import CancellationRules
from seller_orders.testing.sample_order import fulfillment, order
from tests.support.buffered_bodies import with_buffered_bodies
from tests.support.use_case_world import World, installed

BASE: Final = "/merchant/api/v1/domains/dom_1"
ACCEPTED = CancellationRules(
    reasons=frozenset({CancelReason.OUT_OF_STOCK, CancelReason.CUSTOMER_REQUEST})
)


def client(world: World) -> FlaskClient:
    operations: Any = world
    app = create_app(AppContext(operations, None), lambda: True)
    return with_buffered_bodies(app).test_client()


REQUESTS: dict[str, tuple[str, str, dict[str, Any], str]] = {
    "cancel": ("POST", "/orders/ord_1/cancel", {"reason": "fraud"}, "/reason"),
    "dry run": ("POST", "/orders/ord_1/cancel?dry_run=true", {"reason": "fraud"}, "/reason"),
    "items": (
        "POST",
        "/orders/ord_1/items/cancel",
        {"reason": "fraud", "items": [{"id": "pasta", "quantity": 1}]},
        "/reason",
    ),
    "bulk": (
        "PATCH",
        "/orders/bulk",
        {"order_ids": ["ord_1"], "action": "items_cancel", "data": {"reason": "fraud"}},
        "/data/reason",
    ),
}


@pytest.mark.parametrize("request_", REQUESTS)
def test_a_reason_that_is_not_accepted_is_422(request_: str):
    method, path, body, pointer = REQUESTS[request_]
    packed = order(fulfillments=(fulfillment("pending", soup=1),))
    caller = client(World.of(packed, settings=installed(cancellation=ACCEPTED)))

    answer = caller.open(BASE + path, method=method, json=body)

    assert answer.status_code == 422
    problem = answer.get_json()
    assert problem["errors"] == [
        {
            "pointer": pointer,
            "detail": "The reason fraud is not accepted here; it must be one of: "
            "customer_request, out_of_stock.",
            "code": "reason_not_accepted",
        }
    ]
    where = body.get("data", body)
    where["reason"] = "out_of_stock"
    assert caller.open(BASE + path, method=method, json=body).status_code == 200


def test_actions_list_the_accepted_reasons():
    caller = client(World.of(order(), settings=installed(cancellation=ACCEPTED)))

    actions = caller.get(f"{BASE}/orders/ord_1/actions").get_json()

    assert actions["cancel_reasons"] == ["customer_request", "out_of_stock"]
    assert actions["cancel"]["allowed"] is True


@pytest.mark.parametrize(
    ("query", "hours"),
    [
        ("date_from=2026-03-08&date_to=2026-03-08", range(24, 47)),
        ("date_to=2026-03-07", range(24)),
        ("date_from=2026-03-09", range(47, 72)),
        ("date_from=2026-03-08&date_to=2026-03-08T06:00:00Z", range(24, 26)),
        ("date_from=2026-03-08T00:00:00-05:00&date_to=2026-03-08", range(24, 47)),
        ("updated_from=2026-03-07&updated_to=2026-03-07", range(72)),
        ("updated_from=2026-03-08", range(0)),
    ],
)
def test_bare_dates_are_days_of_the_domain(query: str, hours: range):
    """New York puts its clocks forward on the 8th, which has 23 hours."""
    first = datetime(2026, 3, 7, 5, tzinfo=UTC)
    orders = [
        evolve(
            order(id=f"o{n}", number=str(n)),
            created_at=first + timedelta(hours=n),
            updated_at=first,
        )
        for n in range(72)
    ]
    world = World.of(*orders, settings=installed(time_zone="America/New_York"))

    answer = client(world).get(f"{BASE}/orders?limit=100&{query}")

    found = sorted(int(each["order_id"][1:]) for each in answer.get_json()["orders"])
    assert found == [*hours]
