"""Check of the last release on orders that this release holds.

The last release knows no holds: it ships what is held, and cancels held orders without releasing
anything. Lists of this release must not go on naming these orders, and must name the others.
"""

from collections.abc import Callable, Iterator
from typing import Final

from tests.integration.releases.pair_audit import PREFIX
from tests.support.http_client import Client
from tests.support.order_requests import create_order
from tests.support.waiting import wait_until

_SHIPPED: Final = f"{PREFIX}held_shipped"
_CANCELLED: Final = f"{PREFIX}held_cancelled"
_TAGGED: Final = f"{PREFIX}held_tagged"
LINE: Final = "iid_001"
"""Line with two units, which is held."""


def held_orders_violations(
    former: Client, today: Client, hold: Callable[[str, tuple[str, ...]], object]
) -> Iterator[str]:
    """Yield a description of each violation; ``hold`` holds lines of an order, or all of it."""
    for id, lines in ((_SHIPPED, (LINE,)), (_CANCELLED, ()), (_TAGGED, ())):
        create_order(former, order_id=id)
        hold(id, lines)
    if _held(today) != {_SHIPPED, _CANCELLED, _TAGGED}:
        yield f"three orders are held, the list has {_held(today)}"
    items = {"items": [{"id": LINE, "quantity": 2}]}
    tagging = {"order_ids": [_TAGGED], "action": "add_tags", "data": {"tags": ["a"]}}
    for answer in (
        former.post(f"/orders/{_SHIPPED}/fulfillments", items),
        former.post(f"/orders/{_CANCELLED}/cancel", {"reason": "fraud", "refund": False}),
        former.patch("/orders/bulk", tagging),
    ):
        if answer.status >= 300:
            yield f"the last release answered {answer.status}: {answer.body.decode()}"
    wait_until(lambda: _held(today) == {_TAGGED}, lambda: f"the list of held has {_held(today)}")
    for id, left in ((_SHIPPED, 1), (_CANCELLED, 0), (_TAGGED, 1)):
        if len(today.get(f"/orders/{id}").json["holds"]) != left:
            yield f"{id} should have {left} holds"


def _held(today: Client) -> set[str]:
    return {each["order_id"] for each in today.get("/orders?held=true").json["orders"]}
