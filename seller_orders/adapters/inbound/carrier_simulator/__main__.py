"""Run the simulated courier until it is told to stop."""

import click

from seller_orders.adapters.inbound.carrier_simulator.server import serve_simulator


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
    serve_simulator(port=port, token=token, events_url=events_url, secret=secret, pace_s=pace)


if __name__ == "__main__":
    run()
