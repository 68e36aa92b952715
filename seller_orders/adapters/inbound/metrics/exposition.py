"""Answering Prometheus: a small server beside the one that strangers reach."""

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
    """Answer with what a registry collects while the block runs; OSError if nobody can listen."""
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
        """Log what would be printed."""
        _log.warning("a scrape failed", exc_info=True)


class _Server6(_Server):
    address_family = socket.AF_INET6


class _Handler(WSGIRequestHandler):
    timeout = 5
    """Seconds that a client may let the server wait."""

    def log_message(self, *_: Any) -> None:
        """Say nothing: scrapes are not logged."""
