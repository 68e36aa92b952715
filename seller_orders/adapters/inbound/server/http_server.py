"""Granian, set up to serve a WSGI app in worker processes."""

import logging
import os
from socket import AF_INET, AF_INET6, create_server
from typing import Final

import click
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings

from seller_orders.adapters.inbound.server.draining_server import DrainingServer
from seller_orders.adapters.inbound.server.json_log import GRANIAN_LOG_CONFIG

# Most threads wait for a concurrency slot or for a request body; few run at the same time.
_THREADS_A_WORKER: Final = 64
_STOPPED_WITHIN_S: Final = 10
# Granian refuses headers when it has buffered twice this size without finding their end.
_HEADER_BYTES: Final = 32 * 1024
# Longer than the usual idle timeout of load balancers, so that they close idle connections.
_HEADERS_WITHIN_S: Final = 65


def http_server(*, host: str, port: int, workers: int) -> DrainingServer:
    """Return a server that is ready to be started."""
    # Granian warns of this many threads, but most of them only wait.
    logging.getLogger("_granian").addFilter(lambda line: "Python threads" not in line.getMessage())
    return DrainingServer(
        "seller_orders",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=_THREADS_A_WORKER,
        respawn_failed_workers=True,
        workers_kill_timeout=_STOPPED_WITHIN_S,
        websockets=False,
        log_dictconfig=GRANIAN_LOG_CONFIG,
        # Granian has no limit on how long an HTTP/2 client may stay silent.
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(
            header_read_timeout=_HEADERS_WITHIN_S * 1000, max_buffer_size=_HEADER_BYTES
        ),
    )


def ensure_port_is_free(host: str, port: int) -> None:
    """Raise ClickException if the address is in use or cannot be listened on."""
    # Granian's sockets allow port sharing, so it would start beside another server unnoticed.
    try:
        family = AF_INET6 if ":" in host else AF_INET
        create_server((host, port), family=family).close()
    except OSError as error:
        raise click.ClickException(
            f"cannot listen on {host}:{port}: {os.strerror(error.errno or 0)}"
        ) from error
