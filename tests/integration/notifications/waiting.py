"""Waits for the states of notifications in the API."""

from collections.abc import Callable
from typing import Any

from tests.support.http_client import Client
from tests.support.waiting import wait_until


def notifications(client: Client, order: dict[str, Any]) -> list[dict[str, Any]]:
    """Return an order's notification log."""
    answer = client.get(f"/orders/{order['order_id']}/notifications")
    assert answer.status == 200, answer.body
    found: list[dict[str, Any]] = answer.json["notifications"]
    return found


def settled(client: Client, order: dict[str, Any], number: int) -> dict[str, dict[str, Any]]:
    """Wait until so many notifications are sent or failed, and return them by channel."""
    found = _wait_for(
        client,
        order,
        lambda found: [each["state"] != "queued" for each in found] == [True] * number,
    )
    return {each["channel"]: each for each in found}


def why_not_yet(client: Client, order: dict[str, Any]) -> str:
    """Wait until the notification has failed once, and return the reason."""
    (found,) = _wait_for(client, order, lambda found: found[0]["reason"] is not None)
    assert found["state"] == "queued"
    return str(found["reason"])


def _wait_for(
    client: Client, order: dict[str, Any], is_so: Callable[[list[dict[str, Any]]], bool]
) -> list[dict[str, Any]]:
    def found() -> list[dict[str, Any]] | None:
        seen = notifications(client, order)
        return seen if is_so(seen) else None

    return wait_until(found, lambda: notifications(client, order)) or []
