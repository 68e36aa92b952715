"""``outbox``: looking at what has not arrived, and trying it again."""

from typing import Any

import click

from seller_orders.adapters.inbound.cli.command_context import Installation
from seller_orders.adapters.shared.wire.json_codec import encode
from seller_orders.application.commands.retry_message import RetryMessage
from seller_orders.application.ports.outbox import UndeliveredMessage
from seller_orders.application.queries.list_undelivered import ListUndelivered


@click.group()
def outbox() -> None:
    """Look after messages that have not arrived."""


@outbox.command(name="list")
@click.option(
    "--limit",
    type=click.IntRange(1, 10_000),
    default=100,
    show_default=True,
    help="At most so many.",
)
@click.pass_obj
def list_(installation: Installation, limit: int) -> None:
    """List them, one JSON document a line: dead ones first, then those that are due longest."""
    for undelivered in installation.use_cases().list_undelivered(ListUndelivered(limit)):
        click.echo(encode(_document(undelivered)))


@outbox.command()
@click.argument("message_id", metavar="ID")
@click.pass_obj
def retry(installation: Installation, message_id: str) -> None:
    """Make a message due now, dead or not."""
    if not installation.use_cases().retry_message(RetryMessage(message_id)):
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
