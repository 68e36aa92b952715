"""Having the figures of an installation's processes scraped at one address."""

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import click

from seller_orders.adapters.outbound.memory.no_order_cache import NoOrderCache
from seller_orders.application.queries.list_backlogs import Backlog
from seller_orders.bootstrap.runtime import wire
from seller_orders.settings import Settings

_ANSWER_WITHIN_S: Final = 2.5


@contextmanager
def scraped(settings: Settings, *, has_outbox: bool = True) -> Iterator[None]:
    """Answer scrapes while the block runs, if the settings say where.

    Processes that are started in the block write their figures into a directory of its own. What a
    layer without an outbox tells has no backlog.
    """
    if settings.metrics is None:
        yield
        return
    host, port = settings.metrics
    with ExitStack() as held:
        folder = held.enter_context(TemporaryDirectory(prefix="seller-orders-metrics-"))
        # The library reads it once, as it is loaded.
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        from seller_orders.adapters.inbound.metrics.exposition import answering_scrapes
        from seller_orders.adapters.inbound.metrics.registry import registry

        everything = registry(Path(folder), lambda: _backlogs(settings) if has_outbox else ())
        try:
            held.enter_context(answering_scrapes(host, port, everything))
        except OSError as error:
            raise click.ClickException(
                f"cannot listen on {host}:{port}, SELLER_ORDERS_METRICS: {error.strerror}"
            ) from error
        yield


def _backlogs(settings: Settings) -> Sequence[Backlog]:
    # Connected for this question alone: workers are forked from this process, and inherit what it
    # has open.
    runtime = wire(settings, NoOrderCache(), answer_within_s=_ANSWER_WITHIN_S, must_exist=True)
    try:
        return runtime.use_cases.list_backlogs()
    finally:
        runtime.engine.dispose()
