"""Check that lists, counts and notifications agree with the orders themselves.

Lists read columns, counts and times of tags that each change has to keep up to date, by triggers or
by the code of its release.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

from tests.support.http_client import Client

Orders: TypeAlias = Mapping[str, dict[str, Any]]

_COUNTED: Final = ("status", "payment_status", "fulfillment_status", "financial_status")
_TAGS: Final = 20


def list_violations(client: Client, orders: Orders) -> Iterator[str]:
    """Yield a description of each difference."""
    yield from _totals(client, orders)
    yield from _tagged(client, orders)
    yield from _notified(client, orders)


def _totals(client: Client, orders: Orders) -> Iterator[str]:
    total = client.get("/orders?limit=1").json["pagination"]["total"]
    if total != len(orders):
        yield f"the list counts {total} orders; there are {len(orders)}"
    for field in _COUNTED:
        for value, number in Counter(order[field] for order in orders.values()).items():
            total = client.get(f"/orders?limit=1&{field}={value}").json["pagination"]["total"]
            if total != number:
                yield f"the list counts {total} orders with {field} {value}; there are {number}"


def _tagged(client: Client, orders: Orders) -> Iterator[str]:
    having = defaultdict[str, list[tuple[str, str]]](list)
    for id, order in orders.items():
        for tag in order["tags"]:
            having[tag].append((order["updated_at"], id))
    for tag in sorted(having, key=lambda each: -len(having[each]))[:_TAGS]:
        listed = client.get(f"/orders?limit=100&tag={tag}&sort_by=updated_at").json["orders"]
        ids, wanted = [each["order_id"] for each in listed], sorted(having[tag], reverse=True)
        if ids != [id for _, id in wanted]:
            yield f"the list of tag {tag} has {ids}; by their own times it should be {wanted}"


def _notified(client: Client, orders: Orders) -> Iterator[str]:
    for id, order in orders.items():
        wanted = sum(len(entry["notified"]) for entry in order["timeline"])
        listed = client.get(f"/orders/{id}/notifications").json["notifications"]
        if len(listed) != wanted:
            yield f"{id} lists {len(listed)} notifications; its timeline has {wanted}"
