"""HTTP server of the simulated carrier."""

import logging
from typing import Final

from werkzeug.serving import make_server

from seller_orders.adapters.inbound.carrier_simulator.app import simulator
from seller_orders.adapters.inbound.carrier_simulator.event_sender import EventSender
from seller_orders.application.webhooks.signing_secret import signing_key

_HOST: Final = "127.0.0.1"


def serve_simulator(
    *,
    port: int,
    token: str | None = None,
    events_url: str | None = None,
    secret: str | None = None,
    pace_s: float | None = None,
) -> None:
    """Serve on a loopback port until the process ends; events need a URL and a secret."""
    events = EventSender(url=events_url, key=signing_key(secret)) if events_url and secret else None
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    app = simulator(token=token, events=events, pace_s=pace_s)
    make_server(_HOST, port, app, threaded=True).serve_forever()
