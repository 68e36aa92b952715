"""Serving the HTTP API: an app a process, and the processes."""

import logging
import os
from functools import partial
from ipaddress import ip_address
from socket import AF_INET, AF_INET6, create_server
from typing import Final

import click
from flask import Flask
from granian import Granian
from granian.constants import Interfaces
from sqlalchemy import Engine

from seller_orders.adapters.inbound.http.app import create_app
from seller_orders.adapters.inbound.http.operation import Installation
from seller_orders.adapters.outbound.memory.access_keys import RememberedAccessKeys
from seller_orders.adapters.outbound.memory.no_order_cache import NoOrderCache
from seller_orders.adapters.outbound.memory.order_cache import MemoryOrderCache
from seller_orders.adapters.outbound.sql import schema
from seller_orders.adapters.outbound.sql.engine import POOL_SIZE, open_engine
from seller_orders.application.ports.order_cache import OrderCache
from seller_orders.application.ports.unit_of_work import StoreUnavailableError
from seller_orders.application.queries.authenticate import AuthenticateHandler
from seller_orders.bootstrap.wiring import wire
from seller_orders.settings import Settings

_THREADS_A_WORKER: Final = min(2 * (os.cpu_count() or 1) + 1, POOL_SIZE - 1)
_ANSWER_WITHIN_S: Final = 2.5


def web_app(settings: Settings, *, is_only_writer: bool) -> Flask:
    """Make the app that one server process serves, with its relay running."""
    cache = _cache(settings, is_only_writer=is_only_writer)
    wired = wire(settings, cache, answer_within_s=_ANSWER_WITHIN_S)
    wired.relay.start()
    authenticate = AuthenticateHandler(keys=RememberedAccessKeys(wired.keys))
    installation = Installation(wired.use_cases, authenticate if settings.access_control else None)
    return create_app(installation, partial(_is_ready, wired.engine))


def _cache(settings: Settings, *, is_only_writer: bool) -> OrderCache:
    if settings.redis_url is not None:
        # Imported where it is needed: without Redis its client need not be installed.
        from seller_orders.adapters.outbound.redis.connection import GuardedRedis
        from seller_orders.adapters.outbound.redis.order_cache import RedisOrderCache

        return RedisOrderCache(GuardedRedis(settings.redis_url), settings.cache_ttl_s)
    return MemoryOrderCache(settings.cache_ttl_s) if is_only_writer else NoOrderCache()


def serve(settings: Settings, *, host: str, port: int, workers: int) -> None:
    """Serve until told to stop, each worker a process of its own."""
    if not settings.access_control and not _is_loopback(host):
        raise click.UsageError("SELLER_ORDERS_AUTH=off is for a loopback host alone")
    _ensure_free(host, port)
    try:
        _cache(settings, is_only_writer=workers == 1)
    except ValueError as error:
        raise click.ClickException(f"SELLER_ORDERS_REDIS_URL: {error}") from error
    engine = open_engine(settings.database_url)
    schema.make_usable(engine)
    engine.dispose()
    _log_to_stderr()
    if workers > 1 and settings.redis_url is None:
        logging.getLogger("seller_orders").info("the cache is off: several processes write")
    server = Granian(
        "seller_orders",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=_THREADS_A_WORKER,
        respawn_failed_workers=True,
        websockets=False,
    )
    load = partial(web_app, settings, is_only_writer=workers == 1)
    server.serve(target_loader=load, wrap_loader=False)


def _is_ready(engine: Engine) -> bool:
    try:
        return schema.is_current(engine)
    except StoreUnavailableError:
        return False


def _ensure_free(host: str, port: int) -> None:
    # The server's own sockets may share a port, and so would with another server's unnoticed.
    try:
        family = AF_INET6 if ":" in host else AF_INET
        create_server((host, port), family=family).close()
    except OSError as error:
        raise click.ClickException(
            f"cannot listen on {host}:{port}: {os.strerror(error.errno or 0)}"
        ) from error


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _log_to_stderr() -> None:
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("seller_orders").setLevel(logging.INFO)
