"""``postman``: the API as a Postman collection, and an environment for it."""

import json

import click

from seller_orders.adapters.inbound.cli.command_context import CommandContext, with_context
from seller_orders.adapters.inbound.cli.postman_collection import collection, environment
from seller_orders.adapters.inbound.layers import Layers

_LAYERS = [str(each) for each in Layers if each is not Layers.ALL]


@click.command()
@click.option(
    "--layer",
    type=click.Choice(_LAYERS),
    default=str(Layers.GATEWAY),
    show_default=True,
    help="Layer that the requests are sent to.",
)
@click.option(
    "--environment", "is_environment", is_flag=True, help="Write the environment instead."
)
@with_context
def postman(context: CommandContext, layer: str, *, is_environment: bool) -> None:
    """Write a Postman collection of all requests, or the environment to fill in for it."""
    description = context.openapi(Layers(layer))
    written = environment(description) if is_environment else collection(description)
    click.echo(json.dumps(written, indent=2))
