"""Run the simulated courier on a loopback port until it is told to stop."""

import logging
from typing import Final

import click
from werkzeug.serving import make_server

from seller_orders.adapters.inbound.carrier_simulator.app import simulator
from seller_orders.adapters.inbound.carrier_simulator.events import EventSender
from seller_orders.adapters.webhook_secret import signing_key

_HOST: Final = "127.0.0.1"


@click.command()
@click.option("--port", type=click.IntRange(1, 65_535), required=True, help="Where to listen.")
@click.option("--events-url", help="Where events are posted.")
@click.option("--secret", envvar="CARRIER_SECRET", help="What they are signed with.")
@click.option("--token", envvar="CARRIER_TOKEN", help="What callers have to show.")
@click.option("--pace", type=float, help="Seconds from one stage of a shipment to the next.")
def run(
    port: int, events_url: str | None, secret: str | None, token: str | None, pace: float | None
) -> None:
    """Simulate a courier's bridge."""
    if (events_url is None) != (secret is None):
        raise click.UsageError("--events-url and --secret go together")
    events = EventSender(url=events_url, key=signing_key(secret)) if events_url and secret else None
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    app = simulator(token=token, events=events, pace_s=pace)
    make_server(_HOST, port, app, threaded=True).serve_forever()


if __name__ == "__main__":
    run()
