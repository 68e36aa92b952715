"""Granian, set up to serve a WSGI app in worker processes."""

import logging
from typing import Final

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings

from seller_orders.adapters.inbound.server.draining_server import DrainingServer
from seller_orders.adapters.inbound.server.json_log import GRANIAN_LOG_CONFIG

# Most threads wait for a concurrency slot or for a request body; few run at the same time. Granian
# starts them on demand. More than unknown senders' bodies (see body_concurrency) can keep waiting.
_THREADS_A_WORKER: Final = 384
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
