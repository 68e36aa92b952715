"""Time of a list, by filter, sort and number of orders."""

from collections.abc import Iterator, Mapping
from statistics import median
from time import sleep
from typing import Any, Final
from urllib.parse import urlencode

import msgspec
from attrs import frozen

from bench.dataset import LARGEST
from bench.load import Connection, run
from bench.operations import Make
from bench.stack import Server

_TOTALS: Final = 10
_LIMIT: Final = 20
_A_SECOND: Final = 800

_FILTERS: Final[tuple[dict[str, str], ...]] = (
    {},
    {"status": "pending"},
    {"status": "delivered"},
    {"payment_status": "paid"},
    {"fulfillment_status": "unfulfilled"},
    {"financial_status": "paid"},
    {"customer_id": "cus_0"},
    {"store_id": "store_1"},
    {"tag": "gift"},
    {"tag": "vip"},
    {"awb": "1Zord_1"},
    {"search": "1000"},
    {"status": "delivered", "store_id": "store_1"},
    {"status": "delivered", "tag": "gift"},
    {"date_from": "2025-01-01T00:00:00Z", "status": "delivered"},
)
_SORTS: Final = {
    "created_at": 200,
    "updated_at": 200,
    "total": 10,
    "order_number": 10,
    "status": 10,
}
"""Sorts and the number of requests of each. Sorts whose time grows with the orders get fewer."""


@frozen(kw_only=True)
class Listed:
    """Median times of a list in milliseconds: first page and middle page, by cursor.

    ``total_ms`` is that of the first page with the exact total, which is ``matches``.
    """

    filters: dict[str, str]
    sort: str
    matches: int
    first_ms: float | None
    deep_ms: float | None
    total_ms: float


def measure(product: Make, server: Server) -> Iterator[Listed]:
    """Measure each filter in each sort, in the largest domain, one request at a time."""
    connection = Connection(server.port)

    def answer(query: dict[str, str]) -> Any:
        return msgspec.json.decode(connection.ask(_page(product, query)))["pagination"]

    def after(cursor: str | None, query: dict[str, str], times: int) -> float | None:
        asked = {**query, "cursor": cursor}
        return _time(server, _page(product, asked), times) if cursor else None

    for filters in _FILTERS:
        for sort, times in _SORTS.items():
            query = {**filters, "sort_by": sort, "limit": str(_LIMIT)}
            top = answer(query)
            middle = answer({**query, "page": str(1 + top["total_pages"] // 2)})
            yield Listed(
                filters=filters,
                sort=sort,
                matches=top["total"],
                first_ms=after(top["next_cursor"], query, times),
                deep_ms=after(middle["next_cursor"], query, times),
                total_ms=_time(server, _page(product, query), _TOTALS),
            )
    connection.close()


def _time(server: Server, request: bytes, times: int) -> float:
    # All requests are of one domain, which has a rate limit.
    sleep(times / _A_SECOND)
    return median(run(server.port, [request] * times, 1).answers) * 1000


def _page(product: Make, query: Mapping[str, str | None]) -> bytes:
    return product("GET", LARGEST, f"/orders?{urlencode(query)}")
