"""The command line: all commands, and the short ones themselves."""

from typing import Any, Final

import click

from seller_orders.adapters.inbound.cli.admin_keys import admin_key
from seller_orders.adapters.inbound.cli.command_context import CommandContext, with_context
from seller_orders.adapters.inbound.cli.customers import customers
from seller_orders.adapters.inbound.cli.demo import demo
from seller_orders.adapters.inbound.cli.domains import domains
from seller_orders.adapters.inbound.cli.endpoints import endpoints
from seller_orders.adapters.inbound.cli.events import events
from seller_orders.adapters.inbound.cli.import_export import export_orders, import_orders
from seller_orders.adapters.inbound.cli.keys import keys
from seller_orders.adapters.inbound.cli.listen_options import listen_options
from seller_orders.adapters.inbound.cli.outbox import outbox
from seller_orders.adapters.inbound.cli.postman import postman
from seller_orders.adapters.inbound.cli.refunds import refunds
from seller_orders.adapters.inbound.cli.rules import rules
from seller_orders.adapters.inbound.cli.settings import settings
from seller_orders.adapters.inbound.cli.users import users
from seller_orders.adapters.inbound.layers import Layers
from seller_orders.adapters.inbound.server.usable_processors import usable_processors
from seller_orders.application.ports.unit_of_work import StoreUnavailableError

_MAX_WORKERS: Final = 64


class _Commands(click.Group):
    """Group that reports an unusable database in one line, without a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except StoreUnavailableError as error:
            raise click.ClickException(f"the database cannot be used: {error}") from error


@click.group(cls=_Commands)
@click.version_option(package_name="seller-orders", prog_name="seller-orders")
def command_line() -> None:
    """Order and fulfillment operations for sellers."""


class _Workers(click.IntRange):
    """Number of worker processes, or ``auto`` for the number of usable processors."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        number = min(usable_processors(), _MAX_WORKERS) if value == "auto" else value
        return super().convert(number, param, ctx)


@command_line.command()
@listen_options
@click.option(
    "--workers",
    type=_Workers(1, _MAX_WORKERS),
    default=1,
    show_default=True,
    help="Number of worker processes; auto starts one per usable processor.",
)
@click.option(
    "--relay/--no-relay",
    default=True,
    show_default=True,
    help="Deliver the outbox in this server, or leave it to relay processes.",
)
@click.option(
    "--layers",
    type=click.Choice([str(each) for each in Layers]),
    default=str(Layers.ALL),
    show_default=True,
    help="Serve all layers, or one of the three that can run apart.",
)
@with_context
def serve(
    context: CommandContext, host: str, port: int, workers: int, relay: bool, layers: str
) -> None:
    """Serve the HTTP API."""
    context.serve(host=host, port=port, workers=workers, relay=relay, layers=Layers(layers))


@command_line.command()
@with_context
def relay(context: CommandContext) -> None:
    """Deliver the outbox in a separate process (PostgreSQL only)."""
    context.relay()


@command_line.command()
@with_context
def migrate(context: CommandContext) -> None:
    """Upgrade the database schema to this release."""
    context.migrate()
    click.echo("The schema is up to date.", err=True)


_COMMANDS: Final = (
    *(demo, import_orders, export_orders, keys, admin_key, domains),
    *(outbox, events, refunds, postman, rules, settings, users, endpoints, customers),
)
for _command in _COMMANDS:
    command_line.add_command(_command)
