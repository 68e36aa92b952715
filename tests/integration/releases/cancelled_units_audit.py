"""Check of the last release on an order with units that this release has cancelled.

The last release does not know cancelled units, so it is not expected to succeed. It must not
change what this release has written, and it must not ship the units.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final

from tests.integration.releases.pair_audit import PREFIX
from tests.support.http_client import Client
from tests.support.order_requests import create_order

_ID: Final = f"{PREFIX}units"
LINE: Final = "iid_001"
"""Line with two units, of which one is cancelled."""


def cancelled_units_violations(
    former: Client, today: Client, cancel_one: Callable[[str], object]
) -> Iterator[str]:
    """Yield a description of each violation; ``cancel_one`` cancels a unit of an order's line."""
    create_order(former, order_id=_ID)
    cancel_one(_ID)
    written = _facts(today)
    path, whole = f"/orders/{_ID}", [{"id": LINE, "quantity": 2}]
    tagging = {"order_ids": [_ID], "action": "add_tags", "data": {"tags": ["a"]}}
    for method, target, body in (
        ("PATCH", f"{path}/status", {"status": "processing"}),
        ("PATCH", "/orders/bulk", tagging),
        ("POST", f"{path}/refunds", {"amount": 1}),
        ("POST", f"{path}/fulfillments", {"items": whole}),
    ):
        send = former.patch if method == "PATCH" else former.post
        answer = send(target, body)
        if _facts(today) != written:
            yield f"after {method} {target} by the last release {_ID} has {_facts(today)}"
        if target.endswith("/fulfillments") and answer.status == 201:
            yield f"the last release ships a cancelled unit of {_ID}"


def _facts(today: Client) -> dict[str, Any]:
    order = today.get(f"/orders/{_ID}").json
    (line,) = (item for item in order["items"] if item["id"] == LINE)
    names = ("cancelled_quantity", "cancelled_worth", "set_aside_quantity", "fulfilled_quantity")
    listed = today.get("/orders?limit=100").json["orders"]
    (total,) = (each["total"] for each in listed if each["order_id"] == _ID)
    return {
        "total": order["totals"]["total"],
        "listed total": total,
        **{name: line[name] for name in names},
    }
