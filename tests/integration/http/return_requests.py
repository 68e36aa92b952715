"""Requests of returns."""

from typing import Any

from tests.support import order_requests
from tests.support.http_client import Answer, Client

Item = tuple[str, int, str]
ALL: list[Item] = [("iid_001", 2, "too_small")]


def delivered_order(client: Client) -> dict[str, Any]:
    """Create an order with two units of iid_001 in one parcel, which was delivered."""
    made = order_requests.create_order(client)
    parcel = order_requests.create_fulfillment(client, made, ("iid_001", 2))
    order_requests.update_fulfillment(client, made, parcel, "delivered")
    return order_requests.get_order(client, made)


def create_return(client: Client, order: dict[str, Any], *items: Item, **more: Any) -> Answer:
    """Create a return of units with a reason each, by default of all."""
    wanted = [{"id": id, "quantity": n, "reason": reason} for id, n, reason in items or ALL]
    return client.post(f"/orders/{order['order_id']}/returns", {"items": wanted, **more})


def update_return(
    client: Client, order: dict[str, Any], return_: dict[str, Any], action: str, *came: Item
) -> Answer:
    """Approve, reject, receive, close or cancel a return; units come in a condition each."""
    items = [{"id": id, "quantity": n, "condition": condition} for id, n, condition in came]
    body = {"items": items} if came else {}
    return client.post(f"/orders/{order['order_id']}/returns/{return_['id']}/{action}", body)
