"""Delivering the outbox in a process of its own."""

import logging
import signal
from typing import Final

import click

from seller_orders.adapters.inbound.server.json_log import log_to_stderr
from seller_orders.adapters.outbound.sql.schema import schema_version
from seller_orders.bootstrap.caching import order_cache
from seller_orders.bootstrap.metrics import scraped
from seller_orders.bootstrap.rls_check import warn_without_rls
from seller_orders.bootstrap.runtime import wire
from seller_orders.settings import Settings

_ANSWER_WITHIN_S: Final = 2.5
_TOLD_TO_STOP: Final = frozenset({signal.SIGTERM, signal.SIGINT})


def run_relay(settings: Settings) -> None:
    """Deliver until told to stop; then put back what is claimed, and end."""
    cache = order_cache(settings, is_only_writer=False)
    runtime = wire(settings, cache, answer_within_s=_ANSWER_WITHIN_S)
    if runtime.engine.dialect.name == "sqlite":
        raise click.ClickException("on SQLite the relay is a thread of serve")
    schema_version.make_usable(runtime.engine)
    log_to_stderr()
    warn_without_rls(runtime.engine)
    # Waited for, and so blocked in every thread: a handler might never get to run in the main one.
    signal.pthread_sigmask(signal.SIG_BLOCK, _TOLD_TO_STOP)
    with scraped(settings):
        runtime.start_relay()
        logging.getLogger("seller_orders.relay").info("delivering")
        signal.sigwait(_TOLD_TO_STOP)
        runtime.relay.stop()
