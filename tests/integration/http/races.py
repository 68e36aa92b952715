"""Concurrent calls."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from tests.support.http_client import Answer, Client
from tests.support.waiting import WITHIN_S

Call = Callable[[], Answer]


def at_once(*calls: Call) -> list[Answer]:
    """Make all calls at the same moment, each in its own thread."""
    start = Barrier(len(calls))

    def run(call: Call) -> Answer:
        start.wait(WITHIN_S)
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def fulfillment_of(client: Client, order: dict[str, Any], quantity: int = 1) -> Call:
    body = {"items": [{"id": "iid_001", "quantity": quantity}]}
    return lambda: client.post(f"/orders/{order['order_id']}/fulfillments", body)
