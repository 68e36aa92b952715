"""HTTP server for Prometheus scrapes, separate from the public one."""

import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any, Final
from wsgiref.simple_server import WSGIRequestHandler, make_server

from prometheus_client import CollectorRegistry, make_wsgi_app
from prometheus_client.exposition import ThreadingWSGIServer

_log: Final = logging.getLogger("seller_orders.metrics")


@contextmanager
def answering_scrapes(host: str, port: int, registry: CollectorRegistry) -> Iterator[None]:
    """Serve a registry during the block; raises OSError if the address is not available."""
    kind = _Server6 if ":" in host else _Server
    with make_server(host, port, make_wsgi_app(registry), kind, _Handler) as server:
        thread = Thread(target=server.serve_forever, name="metrics", daemon=True)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()


class _Server(ThreadingWSGIServer):
    def handle_error(self, *_: Any) -> None:
        """Log the error instead of printing it."""
        _log.warning("a scrape failed", exc_info=True)


class _Server6(_Server):
    address_family = socket.AF_INET6


class _Handler(WSGIRequestHandler):
    timeout = 5
    """Seconds that the server waits for a client."""

    def log_message(self, *_: Any) -> None:
        """Do nothing: scrapes are not logged."""
