"""Webhook receiver of the demo: it writes each event to a file."""

from pathlib import Path
from socket import socket

from flask import Flask, request
from werkzeug.utils import secure_filename

from seller_orders.adapters.inbound.server.werkzeug_server import serve
from seller_orders.adapters.shared.whole_file import write_whole


def serve_receiver(listener: socket, *, folder: Path) -> None:
    """Serve on a listening socket until the process ends."""
    serve(webhook_receiver(folder), listener)


def webhook_receiver(folder: Path) -> Flask:
    """Create an app that accepts ``POST /{name}``.

    The event is in the file ``{name}/{webhook-id}.json`` of the folder, once if it comes twice.
    Signatures are not verified: everything that runs on this machine may post.
    """
    app = Flask("webhook_receiver", static_folder=None)

    @app.post("/<name>")
    def receive(name: str) -> tuple[str, int]:
        event_id = secure_filename(request.headers.get("webhook-id", ""))
        if not event_id or name != secure_filename(name):
            return "", 400
        events = folder / name
        events.mkdir(parents=True, exist_ok=True)
        write_whole(events / f"{event_id}.json", request.get_data())
        return "", 204

    return app
