"""Requests in figures. What a figure is of has few values: never a domain's or an order's id."""

from prometheus_client import Counter, Histogram

from seller_orders.adapters.inbound.http.exchange import Exchange


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

    def count(self, exchange: Exchange) -> None:
        """Count a request that has been answered."""
        outcome = exchange.code or f"{exchange.status // 100}xx"
        self._requests.labels(exchange.operation, outcome).inc()
        self._durations.labels(exchange.operation).observe(exchange.duration_s)
        if exchange.cache is not None:
            self._reads.labels(exchange.cache).inc()
