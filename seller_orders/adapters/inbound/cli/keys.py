"""``keys``: create, list and revoke API keys."""

from datetime import datetime

import click

from seller_orders.adapters.inbound.cli.command_context import CommandContext, with_context
from seller_orders.adapters.inbound.cli.domain_option import domain_option
from seller_orders.adapters.inbound.cli.outcomes import succeed
from seller_orders.adapters.inbound.cli.value_types import MomentType, NameType
from seller_orders.adapters.shared.wire.json_codec import encode
from seller_orders.adapters.shared.wire.key_codec import key_view
from seller_orders.application.access import ORDER_SCOPES, Scope
from seller_orders.application.commands.manage_access_keys import CreateAccessKey, RevokeAccessKey


@click.group()
def keys() -> None:
    """Manage API keys. A key gives access to one domain."""


@keys.command()
@domain_option
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice([scope.value for scope in Scope]),
    help="Scope of the key; may be repeated. The four of orders by default.",
)
@click.option("--name", type=NameType(), help="Name by which you recognise the key.")
@click.option(
    "--expires",
    "expires_at",
    type=MomentType(),
    help="RFC 3339 time from which the key works no more, such as 2027-01-31T00:00:00Z.",
)
@with_context
def create(
    context: CommandContext,
    domain_id: str,
    scopes: tuple[str, ...],
    name: str | None,
    expires_at: datetime | None,
) -> None:
    """Create a key and print it. It cannot be shown again."""
    command = CreateAccessKey(
        domain_id=domain_id,
        name=name,
        scopes=frozenset(Scope(scope) for scope in scopes or ORDER_SCOPES),
        expires_at=expires_at,
    )
    click.echo(succeed(context.use_cases().keys.create(command)).secret)


@keys.command(name="list")
@with_context
def list_(context: CommandContext) -> None:
    """List all keys, one JSON document per line. The secrets are not stored."""
    found = context.use_cases().keys.list_all()
    if not found:
        click.echo(f"no keys in {context.database}", err=True)
    for key in found:
        document = {"domain_id": key.domain_id, **key_view(key)}
        click.echo(encode(document))


@keys.command()
@click.argument("key_id", metavar="ID")
@with_context
def revoke(context: CommandContext, key_id: str) -> None:
    """Revoke a key. All processes refuse it within a minute."""
    if not context.use_cases().keys.revoke_any(RevokeAccessKey(key_id)):
        raise click.ClickException(f"there is no key {key_id}")
    click.echo(f"{key_id} is revoked.", err=True)
