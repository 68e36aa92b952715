"""The commands, from ``serve`` to ``rules``."""

from typing import Any

import click

from seller_orders.adapters.inbound.cli.command_context import Installation
from seller_orders.adapters.inbound.cli.demo import demo
from seller_orders.adapters.inbound.cli.import_export import export_orders, import_orders
from seller_orders.adapters.inbound.cli.keys import keys
from seller_orders.adapters.inbound.cli.listen_options import listening
from seller_orders.adapters.inbound.cli.outbox import outbox
from seller_orders.adapters.inbound.cli.postman import postman
from seller_orders.adapters.inbound.cli.refunds import refunds
from seller_orders.adapters.inbound.cli.rules import rules
from seller_orders.adapters.inbound.layers import Layers
from seller_orders.application.ports.unit_of_work import StoreUnavailableError


class _Commands(click.Group):
    """Says what stops a command in a line, as click does with its own errors."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except StoreUnavailableError as error:
            raise click.ClickException(f"the database cannot be used: {error}") from error


@click.group(cls=_Commands)
def command_line() -> None:
    """Order and fulfillment operations for sellers."""


@command_line.command()
@listening
@click.option(
    "--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes."
)
@click.option(
    "--relay/--no-relay", default=True, help="Deliver the outbox here, or leave it to others."
)
@click.option(
    "--layers",
    type=click.Choice([str(each) for each in Layers]),
    default=str(Layers.ALL),
    show_default=True,
    help="All of it, or one layer of three that run apart.",
)
@click.pass_obj
def serve(
    installation: Installation, host: str, port: int, workers: int, relay: bool, layers: str
) -> None:
    """Serve the HTTP API."""
    installation.serve(host=host, port=port, workers=workers, relay=relay, layers=Layers(layers))


@command_line.command()
@click.pass_obj
def relay(installation: Installation) -> None:
    """Deliver the outbox in a process of its own (PostgreSQL)."""
    installation.relay()


@command_line.command()
@click.pass_obj
def migrate(installation: Installation) -> None:
    """Bring the database's schema up to this release."""
    installation.migrate()
    click.echo("The schema is up to date.", err=True)


for _command in (demo, import_orders, export_orders, keys, outbox, refunds, postman, rules):
    command_line.add_command(_command)
