"""The outbox relay as a separate process."""

import click

from seller_orders.adapters.inbound.server.json_log import log_to_stderr
from seller_orders.bootstrap.database_check import ensure_database_is_usable
from seller_orders.bootstrap.order_cache import order_cache
from seller_orders.bootstrap.runtime import Runtime, service_runtime
from seller_orders.settings import Settings


def relay_runtime(settings: Settings) -> Runtime:
    """Return a runtime whose relay can be started, and begin to log to stderr.

    Raises ClickException on SQLite, StoreUnavailableError if the database cannot be used.
    """
    runtime = service_runtime(settings, order_cache(settings, is_only_writer=False))
    if runtime.engine.dialect.name == "sqlite":
        raise click.ClickException("on SQLite the relay is a thread of serve")
    log_to_stderr()
    ensure_database_is_usable(runtime.engine)
    return runtime
