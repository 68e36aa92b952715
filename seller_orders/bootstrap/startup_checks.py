"""Checks before a server starts its workers, so that errors end the command at once."""

import logging

import click

from seller_orders.adapters.inbound.layers import Layers
from seller_orders.adapters.inbound.server.json_log import log_to_stderr
from seller_orders.adapters.inbound.server.port_check import ensure_port_is_free
from seller_orders.adapters.outbound.sql.connection.engine import open_engine
from seller_orders.bootstrap.database_check import ensure_database_is_usable
from seller_orders.bootstrap.layer_clients import ensure_connected
from seller_orders.bootstrap.order_cache import order_cache
from seller_orders.bootstrap.url_check import ensure_urls_are_usable
from seller_orders.settings import Settings
from seller_orders.settings.parsing import is_loopback


def ensure_can_serve(
    settings: Settings, layers: Layers, host: str, port: int, *, is_only_writer: bool
) -> None:
    """Check the settings, the port and the database, and begin to log to stderr.

    Raises SettingsError, StoreUnavailableError or one of click's exceptions.
    """
    ensure_connected(settings, layers)
    ensure_urls_are_usable(settings)
    if not settings.access_control and not is_loopback(host):
        raise click.UsageError("SELLER_ORDERS_AUTH=off is allowed on a loopback host only")
    ensure_port_is_free(host, port)
    order_cache(settings, is_only_writer=is_only_writer)
    log_to_stderr()
    if layers.include(Layers.CORE):
        engine = open_engine(settings.database_url, schema=settings.schema)
        ensure_database_is_usable(engine)
        engine.dispose()
        if not is_only_writer and settings.redis_url is None:
            logging.getLogger("seller_orders").info("the cache is off: several processes write")
