"""Werkzeug's server, for the demo's apps: the simulated carrier and the webhook receiver."""

import logging
from socket import socket
from typing import TYPE_CHECKING

from werkzeug.serving import make_server

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


def serve(app: "WSGIApplication", listener: socket) -> None:
    """Serve an app on a listening socket until the process ends, without a log of requests."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    host, port = listener.getsockname()
    make_server(host, port, app, threaded=True, fd=listener.fileno()).serve_forever()
