"""Serving the HTTP API: the processes, and what has to be so before they start."""

import logging
import os
from functools import partial
from socket import AF_INET, AF_INET6, create_server
from typing import Final

import click
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings

from seller_orders.adapters.inbound.layers import Layers
from seller_orders.adapters.inbound.server.draining_server import DrainingServer
from seller_orders.adapters.inbound.server.json_log import GRANIANS, log_to_stderr
from seller_orders.adapters.outbound.sql.connection.engine import open_engine
from seller_orders.adapters.outbound.sql.schema import schema_version
from seller_orders.bootstrap.caching import order_cache
from seller_orders.bootstrap.carriers import event_keys
from seller_orders.bootstrap.layers import ensure_connected
from seller_orders.bootstrap.metrics import scraped
from seller_orders.bootstrap.rls_check import warn_without_rls
from seller_orders.bootstrap.worker import rate_limiter, web_app
from seller_orders.settings import Settings
from seller_orders.settings.parsing import is_loopback

# Most of them wait, for their turn or for a body: a few at a time work.
_THREADS_A_WORKER: Final = 64
_STOPPED_WITHIN_S: Final = 10
# The server refuses headers once it holds twice as much without their end.
_HEADER_BYTES: Final = 32 * 1024
# A little longer than most balancers keep a connection idle, so that it is they who close it.
_HEADERS_WITHIN_S: Final = 65


def serve(
    settings: Settings, *, host: str, port: int, workers: int, relay: bool, layers: Layers
) -> None:
    """Serve until told to stop, each worker a process of its own."""
    ensure_connected(settings, layers)
    has_store = layers.include(Layers.CORE)
    if not settings.access_control and not is_loopback(host):
        raise click.UsageError("SELLER_ORDERS_AUTH=off is for a loopback host alone")
    _ensure_free(host, port)
    is_only_writer = workers == 1 and relay
    order_cache(settings, is_only_writer=is_only_writer)
    rate_limiter(settings)
    event_keys(settings.carriers)
    log_to_stderr()
    if has_store:
        _prepare(settings, is_only_writer=is_only_writer)
    server = DrainingServer(
        "seller_orders",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=_THREADS_A_WORKER,
        respawn_failed_workers=True,
        workers_kill_timeout=_STOPPED_WITHIN_S,
        websockets=False,
        log_dictconfig=GRANIANS,
        # HTTP/2 knows no bound on how long a client may keep silent.
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(
            header_read_timeout=_HEADERS_WITHIN_S * 1000, max_buffer_size=_HEADER_BYTES
        ),
    )
    # It warns of so many threads, of which most wait here by intention.
    logging.getLogger("_granian").addFilter(lambda line: "Python threads" not in line.getMessage())
    load = partial(
        web_app,
        settings,
        layers,
        is_only_writer=is_only_writer,
        relay=relay,
        is_draining=server.is_draining,
    )
    with scraped(settings, has_outbox=has_store):
        server.serve(target_loader=load, wrap_loader=False)


def _prepare(settings: Settings, *, is_only_writer: bool) -> None:
    engine = open_engine(settings.database_url)
    schema_version.make_usable(engine)
    warn_without_rls(engine)
    engine.dispose()
    if not is_only_writer and settings.redis_url is None:
        logging.getLogger("seller_orders").info("the cache is off: several processes write")


def _ensure_free(host: str, port: int) -> None:
    # The server's own sockets may share a port, and so would with another server's unnoticed.
    try:
        family = AF_INET6 if ":" in host else AF_INET
        create_server((host, port), family=family).close()
    except OSError as error:
        raise click.ClickException(
            f"cannot listen on {host}:{port}: {os.strerror(error.errno or 0)}"
        ) from error
