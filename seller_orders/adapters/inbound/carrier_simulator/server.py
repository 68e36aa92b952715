"""HTTP server of the simulated carrier."""

from socket import socket

from seller_orders.adapters.inbound.carrier_simulator.app import simulator
from seller_orders.adapters.inbound.carrier_simulator.event_sender import EventSender
from seller_orders.adapters.inbound.server.werkzeug_server import serve
from seller_orders.application.webhooks.signing_secret import signing_key


def serve_simulator(
    listener: socket,
    *,
    token: str | None = None,
    events_url: str | None = None,
    secret: str | None = None,
    pace_s: float | None = None,
) -> None:
    """Serve on a listening socket until the process ends; events need a URL and a secret."""
    events = EventSender(url=events_url, key=signing_key(secret)) if events_url and secret else None
    serve(simulator(token=token, events=events, pace_s=pace_s), listener)
