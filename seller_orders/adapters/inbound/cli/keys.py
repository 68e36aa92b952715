"""``keys``: handing out API keys, and taking them back."""

import click

from seller_orders.adapters.inbound.cli.command_context import Installation
from seller_orders.adapters.inbound.cli.domain_option import domain_option
from seller_orders.adapters.shared.wire.json_codec import encode
from seller_orders.application.access import Scope
from seller_orders.application.commands.access_keys import CreateAccessKey, RevokeAccessKey


@click.group()
def keys() -> None:
    """Manage API keys: each lets its holder into one domain."""


@keys.command()
@domain_option
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice([scope.value for scope in Scope]),
    help="What the key allows; all scopes by default.",
)
@click.pass_obj
def create(installation: Installation, domain_id: str, scopes: tuple[str, ...]) -> None:
    """Create a key and print it: it cannot be shown again."""
    chosen = frozenset(Scope(scope) for scope in scopes or Scope)
    click.echo(
        installation.use_cases().create_key(CreateAccessKey(domain_id=domain_id, scopes=chosen))
    )


@keys.command(name="list")
@click.pass_obj
def list_(installation: Installation) -> None:
    """List all keys, one JSON document a line; a key itself is not kept."""
    for key in installation.use_cases().list_keys():
        document = {
            "id": key.id,
            "domain_id": key.domain_id,
            "scopes": sorted(key.scopes),
            "created_at": key.created_at,
            "last_used_at": key.last_used_at,
            "revoked_at": key.revoked_at,
        }
        click.echo(encode(document))


@keys.command()
@click.argument("key_id", metavar="ID")
@click.pass_obj
def revoke(installation: Installation, key_id: str) -> None:
    """Revoke a key; every process knows within a minute."""
    if not installation.use_cases().revoke_key(RevokeAccessKey(key_id)):
        raise click.ClickException(f"there is no key {key_id}")
    click.echo(f"{key_id} is revoked.", err=True)
