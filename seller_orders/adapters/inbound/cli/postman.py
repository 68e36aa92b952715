"""``postman``: the API as a Postman collection, and the environment that it is sent in."""

import json

import click

from seller_orders.adapters.inbound.cli.command_context import Installation
from seller_orders.adapters.inbound.cli.postman_collection import collection, environment
from seller_orders.adapters.inbound.layers import Layers

_DESCRIBED = [str(each) for each in Layers if each is not Layers.ALL]


@click.command()
@click.option(
    "--layer",
    type=click.Choice(_DESCRIBED),
    default=str(Layers.GATEWAY),
    show_default=True,
    help="Whose requests.",
)
@click.option("--environment", "is_environment", is_flag=True, help="What the requests are told.")
@click.pass_obj
def postman(installation: Installation, layer: str, *, is_environment: bool) -> None:
    """Write a Postman collection of all requests, or an environment to fill in for it."""
    description = installation.describe(Layers(layer))
    written = environment(description) if is_environment else collection(description)
    click.echo(json.dumps(written, indent=2))
