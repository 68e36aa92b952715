"""Command that runs the simulated carrier."""

from socket import create_server

import click

from seller_orders.adapters.inbound.carrier_simulator.server import serve_simulator


@click.command()
@click.option("--port", type=click.IntRange(1, 65_535), required=True, help="Port to listen on.")
@click.option("--events-url", help="URL to post events to.")
@click.option("--secret", envvar="CARRIER_SECRET", help="Secret that signs events.")
@click.option("--token", envvar="CARRIER_TOKEN", help="Bearer token of callers.")
@click.option("--pace", type=float, help="Seconds from one stage of a shipment to the next.")
def run(
    port: int, events_url: str | None, secret: str | None, token: str | None, pace: float | None
) -> None:
    """Simulate a carrier."""
    if (events_url is None) != (secret is None):
        raise click.UsageError("--events-url and --secret must be given together")
    listener = create_server(("127.0.0.1", port))
    serve_simulator(listener, token=token, events_url=events_url, secret=secret, pace_s=pace)


if __name__ == "__main__":
    run()
