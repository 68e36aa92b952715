"""Check of two releases that take turns with the same orders, without concurrent requests."""

from collections.abc import Iterator, Sequence
from typing import Final

from tests.support.http_client import Client
from tests.support.order_requests import order_document
from tests.support.waiting import wait_until

PREFIX: Final = "aside_"
"""Beginning of the ids of the orders."""

_ORDERS: Final = 20
"""More than a bulk's fewest rows, so that it does the work of triggers itself."""
_READ: Final = 2
_STATUSES: Final = ("confirmed", "processing", "shipped", "delivered")


def pair_violations(former: Client, today: Client) -> Iterator[str]:
    """Yield a description of each wrong response. ``today`` checks that its own are described.

    The releases change all orders in turn. Both read them from the cache before and afterwards.
    """
    clients = (former, today)
    ids = [f"{PREFIX}{n}" for n in range(_ORDERS)]
    for n, id in enumerate(ids):
        assert clients[n % 2].post("/orders", order_document(order_id=id)).status == 201
    fields = {each.port: set(each.get(f"/orders/{ids[n]}").json) for n, each in enumerate(clients)}
    for turn, status in enumerate(_STATUSES):
        for each in (former, today, former):
            _wait_until_cached(each, ids[:_READ])
        writer = clients[turn % 2]
        changed = {"order_ids": ids, "action": "update_status", "data": {"status": status}}
        assert writer.patch("/orders/bulk", changed).json["updated_count"] == _ORDERS
        for each in (today, former) if turn < 2 else (former, today):
            for id in ids[:_READ]:
                order = each.get(f"/orders/{id}").json
                if (order["status"], set(order)) != (status, fields[each.port]):
                    yield f"after {status}, {each.port} returns {order['status']}: {sorted(order)}"
            for query, wanted in ((f"&status={status}", _ORDERS), ("", _ORDERS)):
                total = each.get(f"/orders?limit=1{query}").json["pagination"]["total"]
                if total != wanted:
                    yield f"the list counts {total} orders{query}; there are {wanted}"


def _wait_until_cached(client: Client, ids: Sequence[str]) -> None:
    def are_cached() -> bool:
        return all(client.get(f"/orders/{id}").headers["X-Cache"] == "hit" for id in ids)

    wait_until(are_cached)
