"""``admin-key``: create, list and revoke installation keys."""

import click

from seller_orders.adapters.inbound.cli.command_context import CommandContext, with_context
from seller_orders.adapters.inbound.cli.value_types import NameType
from seller_orders.adapters.shared.wire.json_codec import encode


@click.group("admin-key")
def admin_key() -> None:
    """Manage installation keys. They open /admin, and no domain."""


@admin_key.command()
@click.option("--name", type=NameType(), help="Name by which you recognise the key.")
@with_context
def create(context: CommandContext, name: str | None) -> None:
    """Create an installation key and print it. It cannot be shown again."""
    click.echo(context.use_cases().keys.of_installation.create(name))


@admin_key.command(name="list")
@with_context
def list_(context: CommandContext) -> None:
    """List all installation keys, one JSON document per line. The secrets are not stored."""
    found = context.use_cases().keys.of_installation.every()
    if not found:
        click.echo(f"no installation keys in {context.database}", err=True)
    for key in found:
        document = {
            "id": key.id,
            "name": key.name,
            "created_at": key.created_at,
            "last_used_at": key.last_used_at,
            "revoked_at": key.revoked_at,
        }
        click.echo(encode(document))


@admin_key.command()
@click.argument("key_id", metavar="ID")
@with_context
def revoke(context: CommandContext, key_id: str) -> None:
    """Revoke an installation key. All processes refuse it within a minute."""
    if not context.use_cases().keys.of_installation.revoke(key_id):
        raise click.ClickException(f"there is no installation key {key_id}")
    click.echo(f"{key_id} is revoked.", err=True)
