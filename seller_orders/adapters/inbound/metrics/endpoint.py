"""The address that Prometheus scrapes for all processes of an installation."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from seller_orders.application.queries.list_outbox_backlogs import Backlog


@contextmanager
def serve_metrics(
    host: str, port: int, backlogs: Callable[[], Sequence[Backlog]]
) -> Iterator[None]:
    """Answer scrapes while the block runs, also for the processes that it starts.

    They write their figures into a temporary directory. Raises OSError if the address cannot be
    listened on.
    """
    with TemporaryDirectory(prefix="seller-orders-metrics-") as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        # prometheus_client reads the variable once, when it is imported.
        from seller_orders.adapters.inbound.metrics.exposition import answering_scrapes
        from seller_orders.adapters.inbound.metrics.registry import registry

        with answering_scrapes(host, port, registry(Path(folder), backlogs)):
            yield
