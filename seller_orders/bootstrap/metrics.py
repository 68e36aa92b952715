"""The metrics endpoint of an installation's processes."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

import click

from seller_orders.adapters.inbound.metrics.endpoint import serve_metrics
from seller_orders.adapters.outbound.memory.no_order_cache import NoOrderCache
from seller_orders.application.queries.list_outbox_backlogs import Backlog
from seller_orders.bootstrap.runtime import service_runtime
from seller_orders.settings import Settings


@contextmanager
def metrics_endpoint(settings: Settings, *, has_outbox: bool) -> Iterator[None]:
    """Serve metrics while the block runs, if the settings give an address for them.

    Without an outbox, the metrics have no backlog. ClickException if the address is not free.
    """
    if settings.metrics is None:
        yield
        return
    host, port = settings.metrics
    with ExitStack() as stack:
        try:
            stack.enter_context(
                serve_metrics(host, port, lambda: _backlogs(settings) if has_outbox else ())
            )
        except OSError as error:
            raise click.ClickException(
                f"cannot listen on {host}:{port}, SELLER_ORDERS_METRICS: {error.strerror}"
            ) from error
        yield


def _backlogs(settings: Settings) -> Sequence[Backlog]:
    # A connection for each scrape: forked workers would inherit one that is kept.
    runtime = service_runtime(settings, NoOrderCache())
    try:
        return runtime.use_cases.list_backlogs()
    finally:
        runtime.engine.dispose()
