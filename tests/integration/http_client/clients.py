"""Clients with the limits that a test is about; the other limits never apply."""

from typing import Any

from seller_orders.adapters.shared.http_client.bounds import Bounds
from seller_orders.adapters.shared.http_client.http_client import HttpClient
from tests.support.time_limits import LONG_S


def client_of(url: str, **options: Any) -> HttpClient:
    """Return a client. Options of the bounds apply there, all others to the client."""
    limits: dict[str, Any] = dict.fromkeys(("connect_s", "read_s", "total_s"), LONG_S)
    limits["allow_private"] = True
    for name in (*limits, "is_alive"):
        if name in options:
            limits[name] = options.pop(name)
    return HttpClient(url=url, bounds=Bounds(**limits), **options)
