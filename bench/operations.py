"""Operations of the benchmark, each with its counterpart of hand-written SQL."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import cycle
from typing import Any, Final, TypeAlias
from urllib.parse import quote

import msgspec
from attrs import frozen

from bench.dataset import LARGEST, domains, open_order_ids
from bench.load import Connection, message

_BULK: Final = 1_000
_SMALL_BULK: Final = 100
_EACH: Final = 2_500
_ORDERS_READ: Final = 50
_PAGES: Final = 10

_READS: Final = {1: 400, 8: 1_600}
# Below the rate limit of a domain.
_PAGES_READ: Final = {1: 400, 8: 960}
_COUNTS: Final = {1: 60, 8: 240}
_WRITES: Final = {1: 60, 8: 160}
_BULKS: Final = {1: 1}
_SMALL_BULKS: Final = {1: 8}

CACHED_IN_PROCESS: Final = "detail, cached in process"
"""Operation that only a server with one worker has: it is the only writer."""

SHIPMENT: Final = {"items": [{"id": "iid_001", "quantity": 1}], "shipping_method": "express"}
CANCELLATION: Final = {"reason": "customer_request", "refund": True, "restock": True}

Make: TypeAlias = Callable[..., bytes]
"""Creates a request from a method, a domain, a path in it and an optional body."""


@frozen
class Operation:
    """An operation, with endless requests for the product and for the reference.

    ``server`` names the product's server, ``least`` is the target ratio with the most connections,
    and ``rounds`` are the requests in a round, by number of connections.
    """

    name: str
    server: str
    least: float | None
    rounds: Mapping[int, int]
    product: Iterator[bytes]
    reference: Iterator[bytes]


def product_requests(keys: Mapping[str, str]) -> Make:
    """Return a function that creates requests of the product, with the keys of its domains."""

    def make(method: str, domain: str, path: str, body: Any = None) -> bytes:
        access = {"Authorization": f"Bearer {keys[domain]}"}
        return message(method, f"/merchant/api/v1/domains/{domain}{path}", body, access)

    return make


def reference_request(method: str, domain: str, path: str, body: Any = None) -> bytes:
    """Create a request of the reference."""
    return message(method, f"/{domain}{path}", body)


def operations(product: Make, product_port: int, reference_port: int, size: int) -> list[Operation]:
    """Return the operations. Requests a first page at each port, for the cursors of later pages."""
    reference = reference_request
    ids = open_order_ids()
    bulk, mine, theirs = ids[:_BULK], ids[_BULK::2], ids[_BULK + 1 :: 2]

    def of_detail(name: str, server: str, least: float, path: str) -> Operation:
        return Operation(
            name=name,
            server=server,
            least=least,
            rounds=_READS,
            product=of_each_domain(product, "/orders/{}", size),
            reference=of_each_domain(reference, path, size),
        )

    def of_change(
        name: str, least: float, method: str, path: str, orders: slice, *bodies: Any
    ) -> Operation:
        # Product and reference change orders of their own, each of which is met once a body.
        made = (
            [make(method, LARGEST, f"/orders/{id}/{path}", body) for body in bodies for id in own]
            for make, own in ((product, mine[orders]), (reference, theirs[orders]))
        )
        return Operation(name, "shipped", least, _WRITES, *map(iter, made))

    def of_bulk(
        name: str, least: float | None, rounds: Mapping[int, int], bulks: Sequence[Sequence[str]]
    ) -> Operation:
        # Product and reference take turns, so that each finds another status than it sets.
        made = (
            [make("PATCH", LARGEST, "/orders/bulk", _to(status, each)) for each in bulks]
            for make, status in ((product, "confirmed"), (reference, "pending"))
        )
        return Operation(name, "shipped", least, rounds, *map(cycle, made))

    return [
        of_detail(CACHED_IN_PROCESS, "shipped", 0.6, "/memory/{}"),
        of_detail("detail, cached in Redis", "redis", 0.65, "/redis/{}"),
        of_detail("detail, not cached", "uncached", 0.5, "/orders/{}"),
        Operation(
            "list by cursor",
            "shipped",
            0.7,
            _PAGES_READ,
            cycle(_pages(product, product_port, "limit=20", _cursor, size)),
            cycle(_pages(reference, reference_port, "", _place, size)),
        ),
        Operation(
            "list with exact total",
            "shipped",
            0.9,
            _COUNTS,
            cycle([product("GET", LARGEST, "/orders?limit=20")]),
            cycle([reference("GET", LARGEST, "/orders")]),
        ),
        of_change(
            "status change",
            0.5,
            "PATCH",
            "status",
            slice(_EACH),
            {"status": "confirmed"},
            {"status": "pending"},
        ),
        of_change("fulfillment", 0.5, "POST", "fulfillments", slice(_EACH), SHIPMENT),
        of_change("cancel", 0.45, "POST", "cancel", slice(_EACH, None), CANCELLATION),
        of_bulk("bulk status of 100", None, _SMALL_BULKS, _parts(bulk, _SMALL_BULK)[:8]),
        of_bulk("bulk status of 1,000", 0.5, _BULKS, [bulk]),
    ]


def _parts(order_ids: Sequence[str], size: int) -> list[Sequence[str]]:
    return [order_ids[first : first + size] for first in range(0, len(order_ids), size)]


def _to(status: str, order_ids: Sequence[str]) -> dict[str, Any]:
    return {"order_ids": order_ids, "action": "update_status", "data": {"status": status}}


def of_each_domain(make: Make, path: str, size: int, orders: int = _ORDERS_READ) -> Iterator[bytes]:
    """Create endless requests of orders, of each domain in turn because of its rate limit."""
    for n in cycle(range(orders)):
        for domain, count in domains(size).items():
            yield make("GET", domain, path.format(f"ord_{n % count}"))


def _pages(
    make: Make, port: int, query: str, following: Callable[[Any], str | None], size: int
) -> list[bytes]:
    """Create endless requests of second pages, of each domain in turn."""
    connection = Connection(port)
    pages = [
        _pages_of(make, connection, domain, query, following)
        for domain, count in domains(size).items()
        if count > _PAGES
    ]
    connection.close()
    return [each[n % len(each)] for n in range(_PAGES) for each in pages]


def _pages_of(
    make: Make,
    connection: Connection,
    domain: str,
    query: str,
    following: Callable[[Any], str | None],
) -> list[bytes]:
    pages: list[bytes] = []
    ask = make("GET", domain, f"/orders?{query}")
    while len(pages) < _PAGES and (place := following(msgspec.json.decode(connection.ask(ask)))):
        ask = make("GET", domain, f"/orders?{query}&{place}")
        pages.append(ask)
    return pages


def _cursor(answer: Any) -> str | None:
    cursor = answer["pagination"]["next_cursor"]
    return cursor and f"cursor={cursor}"


def _place(answer: Any) -> str | None:
    place = answer["next"]
    return place and f"after={quote(place)}"
