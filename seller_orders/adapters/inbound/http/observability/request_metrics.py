"""Requests in figures. What a figure is of has few values: never a domain's or an order's id."""

from collections.abc import Callable
from typing import TypeAlias

from prometheus_client import Counter, Histogram

from seller_orders.adapters.inbound.http.observability.exchange import Exchange

_Kind: TypeAlias = tuple[str, str | None, int, str | None]
_Counting: TypeAlias = tuple[Callable[[], None], Callable[[float], None], Callable[[], None] | None]


class RequestMetrics:
    """Counts requests by operation and outcome, times them, and counts reads by their cache use.

    An outcome is a problem's code, else the class of the status.
    """

    def __init__(self) -> None:
        self._requests = Counter(
            "seller_orders_requests",
            "Requests by operation, and by a problem's code or the class of the status.",
            ("operation", "outcome"),
            registry=None,
        )
        self._durations = Histogram(
            "seller_orders_request_duration_seconds",
            "How long requests took, from their arrival to their answer.",
            ("operation",),
            registry=None,
            buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
        )
        self._reads = Counter(
            "seller_orders_cache_reads",
            "Orders read, by how they were come by: hit, miss, or bypass where no cache was asked.",
            ("result",),
            registry=None,
        )
        # To look three labelled figures up would cost as much as to count.
        self._known: dict[_Kind, _Counting] = {}

    def count(self, exchange: Exchange) -> None:
        """Count a request that has been answered."""
        kind = (exchange.operation, exchange.code, exchange.status // 100, exchange.cache)
        counting = self._known.get(kind)
        if counting is None:
            counting = self._known[kind] = self._counting(*kind)
        one_more, took, one_read = counting
        one_more()
        took(exchange.duration_s)
        if one_read is not None:
            one_read()

    def _counting(
        self, operation: str, code: str | None, status_class: int, cache: str | None
    ) -> _Counting:
        return (
            self._requests.labels(operation, code or f"{status_class}xx").inc,
            self._durations.labels(operation).observe,
            self._reads.labels(cache).inc if cache else None,
        )
