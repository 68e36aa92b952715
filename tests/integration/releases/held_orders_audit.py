"""Check of the last release on orders that this release holds.

The last release knows no holds, so it may refuse to read these orders, or ship what is held, or
cancel without a release. The list of held orders must then still be right.
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
    versions = _versions(today)
    shipped = former.post(f"/orders/{_SHIPPED}/fulfillments", items)
    cancelled = former.post(f"/orders/{_CANCELLED}/cancel", {"reason": "fraud", "refund": False})
    tagged = former.patch("/orders/bulk", tagging)
    succeeded = {
        id
        for id, answer in ((_SHIPPED, shipped), (_CANCELLED, cancelled), (_TAGGED, tagged))
        if answer.status < 300
    }
    for id, version in _versions(today).items():
        if (version > versions[id]) != (id in succeeded):
            yield f"{id} is at {version} after {versions[id]}; {[*succeeded]} were changed"
    still_held = {_SHIPPED, _CANCELLED, _TAGGED} - (succeeded - {_TAGGED})
    wait_until(lambda: _held(today) == still_held, lambda: f"the list of held has {_held(today)}")


def _versions(today: Client) -> dict[str, int]:
    ids = (_SHIPPED, _CANCELLED, _TAGGED)
    return {id: today.get(f"/orders/{id}").json["version"] for id in ids}


def _held(today: Client) -> set[str]:
    return {each["order_id"] for each in today.get("/orders?held=true").json["orders"]}
