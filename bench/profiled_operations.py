"""Operations of the profile, as requests that any side can send."""

from collections.abc import Iterator, Sequence
from itertools import cycle
from typing import Any, Final

from attrs import frozen

from bench.dataset import LARGEST, domains, open_order_ids
from bench.operations import CANCELLATION, SHIPMENT

SIZE: Final = 10_000
OPEN_ORDERS: Final = 20_000
_ORDERS_READ: Final = 50
_BULK: Final = 100
# A multiple of the connections, so that no two change the same orders at once.
_BULKS: Final = 16
_TURNS: Final = 2_000
_FULFILLED: Final = 10_000


@frozen
class Request:
    """A request below a domain's path."""

    method: str
    domain_id: str
    path: str
    body: Any = None


@frozen
class ProfiledOperation:
    """An operation with endless requests, or as many as there are orders for.

    ``server`` names the server of the loaded run. ``alone`` and ``loaded`` are the numbers of
    requests in one thread and with 8 connections.
    """

    name: str
    server: str
    requests: Iterator[Request]
    alone: int
    loaded: int


def profiled_operations() -> list[ProfiledOperation]:
    """Return the operations."""
    ids = open_order_ids(OPEN_ORDERS)
    turns, in_bulk = ids[:_TURNS], ids[-_BULKS * _BULK :]
    fulfilled, cancelled = ids[_TURNS:_FULFILLED], ids[_FULFILLED : -_BULKS * _BULK]
    return [
        ProfiledOperation("cached", "shipped", _reads("/orders/ord_{}"), 40_000, 16_000),
        ProfiledOperation("detail", "uncached", _reads("/orders/ord_{}"), 12_000, 6_000),
        ProfiledOperation("list", "uncached", _reads("/orders?limit=20"), 12_000, 6_000),
        ProfiledOperation("status", "shipped", cycle(_status_changes(turns)), 5_000, 3_000),
        ProfiledOperation("fulfillment", "shipped", _fulfillments(fulfilled), 4_000, 3_000),
        ProfiledOperation("cancel", "shipped", _cancellations(cancelled), 3_500, 2_500),
        ProfiledOperation("bulk", "shipped", cycle(_bulks(in_bulk)), 250, 100),
    ]


def _reads(path: str) -> Iterator[Request]:
    # Each domain has its own rate limit.
    return cycle(
        [
            Request("GET", domain, path.format(n % count))
            for n in range(_ORDERS_READ)
            for domain, count in domains(SIZE).items()
        ]
    )


def _status_changes(ids: Sequence[str]) -> Iterator[Request]:
    for status in "confirmed", "pending":
        for id in ids:
            yield Request("PATCH", LARGEST, f"/orders/{id}/status", {"status": status})


def _fulfillments(ids: Sequence[str]) -> Iterator[Request]:
    return (Request("POST", LARGEST, f"/orders/{id}/fulfillments", SHIPMENT) for id in ids)


def _cancellations(ids: Sequence[str]) -> Iterator[Request]:
    return (Request("POST", LARGEST, f"/orders/{id}/cancel", CANCELLATION) for id in ids)


def _bulks(ids: Sequence[str]) -> Iterator[Request]:
    for status in "confirmed", "pending":
        for n in range(_BULKS):
            bulk = ids[n * _BULK : (n + 1) * _BULK]
            body = {"order_ids": bulk, "action": "update_status", "data": {"status": status}}
            yield Request("PATCH", LARGEST, "/orders/bulk", body)
