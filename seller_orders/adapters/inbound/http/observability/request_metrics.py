"""Request metrics. Labels have few values: never a domain's or an order's id."""

from collections.abc import Callable
from typing import TypeAlias

from prometheus_client import Counter, Histogram

from seller_orders.adapters.inbound.http.observability.request_record import RequestRecord

_Kind: TypeAlias = tuple[str, str | None, int, str | None]
_Counters: TypeAlias = tuple[Callable[[], None], Callable[[float], None], Callable[[], None] | None]


class RequestMetrics:
    """Counts requests by operation and outcome, their durations, and reads by cache result.

    The outcome is the code of a problem, else the class of the status.
    """

    def __init__(self) -> None:
        self._requests = Counter(
            "seller_orders_requests",
            "Requests by operation and outcome: the code of a problem or the class of the status.",
            ("operation", "outcome"),
            registry=None,
        )
        self._durations = Histogram(
            "seller_orders_request_duration_seconds",
            "Duration of requests, from arrival to response.",
            ("operation",),
            registry=None,
            buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
        )
        self._reads = Counter(
            "seller_orders_cache_reads",
            "Orders read, by cache result: hit, miss, or bypass without a cache.",
            ("result",),
            registry=None,
        )
        # Looking up three labelled metrics costs as much as counting, so they are kept.
        self._known: dict[_Kind, _Counters] = {}

    def count(self, record: RequestRecord) -> None:
        """Count a finished request."""
        kind = (record.operation, record.code, record.status // 100, record.cache)
        counters = self._known.get(kind)
        if counters is None:
            counters = self._known[kind] = self._counters(*kind)
        count_request, observe_duration, count_read = counters
        count_request()
        observe_duration(record.duration_s)
        if count_read is not None:
            count_read()

    def _counters(
        self, operation: str, code: str | None, status_class: int, cache: str | None
    ) -> _Counters:
        return (
            self._requests.labels(operation, code or f"{status_class}xx").inc,
            self._durations.labels(operation).observe,
            self._reads.labels(cache).inc if cache else None,
        )
