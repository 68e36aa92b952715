"""``keys``: create, list and revoke API keys."""

import click

from seller_orders.adapters.inbound.cli.command_context import CommandContext, with_context
from seller_orders.adapters.inbound.cli.domain_option import domain_option
from seller_orders.adapters.shared.wire.json_codec import encode
from seller_orders.application.access import ORDER_SCOPES, Scope
from seller_orders.application.commands.manage_access_keys import (
    CreateAccessKey,
    RevokeAccessKey,
    UnknownDomainError,
)
from seller_orders.domain.refusals import DomainNotFound


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
@with_context
def create(context: CommandContext, domain_id: str, scopes: tuple[str, ...]) -> None:
    """Create a key and print it. It cannot be shown again."""
    chosen = frozenset(Scope(scope) for scope in scopes or ORDER_SCOPES)
    command = CreateAccessKey(domain_id=domain_id, scopes=chosen)
    try:
        click.echo(context.use_cases().create_key(command))
    except UnknownDomainError as error:
        refusal = DomainNotFound(domain_id)
        raise click.ClickException(f"{refusal.code}: {refusal.message}") from error


@keys.command(name="list")
@with_context
def list_(context: CommandContext) -> None:
    """List all keys, one JSON document per line. The secrets are not stored."""
    found = context.use_cases().list_keys()
    if not found:
        click.echo(f"no keys in {context.database}", err=True)
    for key in found:
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
@with_context
def revoke(context: CommandContext, key_id: str) -> None:
    """Revoke a key. All processes refuse it within a minute."""
    if not context.use_cases().revoke_key(RevokeAccessKey(key_id)):
        raise click.ClickException(f"there is no key {key_id}")
    click.echo(f"{key_id} is revoked.", err=True)
