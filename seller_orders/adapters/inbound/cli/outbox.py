"""``outbox``: list and retry undelivered messages."""

from typing import Any

import click

from seller_orders.adapters.inbound.cli.command_context import CommandContext, with_context
from seller_orders.adapters.shared.wire.json_codec import encode
from seller_orders.application.commands.retry_message import RetryMessage
from seller_orders.application.ports.outbox import UndeliveredMessage
from seller_orders.application.queries.list_undelivered_messages import ListUndelivered


@click.group()
def outbox() -> None:
    """List and retry undelivered messages."""


@outbox.command(name="list")
@click.option(
    "--limit",
    type=click.IntRange(1, 10_000),
    default=100,
    show_default=True,
    help="Most messages to list.",
)
@with_context
def list_(context: CommandContext, limit: int) -> None:
    """List undelivered messages, one JSON document per line: dead ones first, then by due time."""
    messages = context.use_cases().list_undelivered(ListUndelivered(limit))
    for undelivered in messages:
        click.echo(encode(_document(undelivered)))
    if not messages:
        click.echo(f"no undelivered messages in {context.database}", err=True)


@outbox.command()
@click.argument("message_id", metavar="ID")
@with_context
def retry(context: CommandContext, message_id: str) -> None:
    """Make a message due now, also a dead one."""
    if not context.use_cases().retry_message(RetryMessage(message_id)):
        raise click.ClickException(f"there is no undelivered message {message_id}")
    click.echo(f"{message_id} is due now.", err=True)


def _document(undelivered: UndeliveredMessage) -> dict[str, Any]:
    message = undelivered.message
    return {
        "id": message.message_id,
        "state": "waiting" if undelivered.dead_at is None else "dead",
        "channel": message.channel,
        "about": message.about,
        "domain_id": message.domain_id,
        "order_id": message.order_id,
        "version": message.version,
        "created_at": message.created_at,
        "failures": undelivered.failures,
        "due_at": undelivered.due_at,
        "dead_at": undelivered.dead_at,
        "last_error": undelivered.last_error,
    }
