"""Webhook receiver of the demo: it writes each event to a file."""

import logging
from pathlib import Path
from typing import Final

from flask import Flask, request
from werkzeug.serving import make_server
from werkzeug.utils import secure_filename

from seller_orders.adapters.shared.whole_file import write_whole

_HOST: Final = "127.0.0.1"


def serve_receiver(*, port: int, folder: Path) -> None:
    """Serve on a loopback port until the process ends."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    make_server(_HOST, port, webhook_receiver(folder), threaded=True).serve_forever()


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
