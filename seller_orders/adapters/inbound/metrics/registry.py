"""Registry of all metrics of a scrape."""

import platform
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

from prometheus_client import CollectorRegistry
from prometheus_client.core import InfoMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from seller_orders.adapters.inbound.metrics.outbox_collector import OutboxCollector
from seller_orders.application.queries.list_outbox_backlogs import Backlog


def registry(folder: Path, backlogs: Callable[[], Sequence[Backlog]]) -> CollectorRegistry:
    """Return a registry of the processes' metrics in a folder, the outbox and the build.

    Metrics of dead processes stay in the folder, so that counters never decrease.
    """
    collected = CollectorRegistry()
    MultiProcessCollector(collected, str(folder))  # type: ignore[no-untyped-call]
    collected.register(OutboxCollector(backlogs))
    collected.register(_BuildCollector())
    return collected


class _BuildCollector(Collector):
    def collect(self) -> Iterator[InfoMetricFamily]:
        labels = {"version": version("seller-orders"), "python": platform.python_version()}
        yield InfoMetricFamily(
            "seller_orders_build", "Version of seller-orders and of Python.", labels
        )
