"""``endpoints``: manage the webhook endpoints of a domain."""

from datetime import datetime

import click

from seller_orders.adapters.inbound.cli.command_context import CommandContext, with_context
from seller_orders.adapters.inbound.cli.domain_option import domain_option
from seller_orders.adapters.inbound.cli.outcomes import succeed
from seller_orders.adapters.inbound.cli.value_types import MomentType
from seller_orders.adapters.shared.wire.json_codec import encode
from seller_orders.adapters.shared.wire.webhook_codec import (
    delivery_document,
    endpoint_document,
)
from seller_orders.application.commands.create_webhook_endpoint import CreateWebhookEndpoint
from seller_orders.application.commands.delete_webhook_endpoint import DeleteWebhookEndpoint
from seller_orders.application.commands.ping_webhook_endpoint import PingWebhookEndpoint
from seller_orders.application.commands.replay_events import ReplayEvents
from seller_orders.application.commands.rotate_webhook_secret import RotateWebhookSecret
from seller_orders.application.commands.update_webhook_endpoint import UpdateWebhookEndpoint
from seller_orders.application.operations.webhooks import WebhookOperations
from seller_orders.application.queries.list_webhook_endpoints import ListWebhookEndpoints
from seller_orders.domain.webhook_endpoint import ALL_TOPICS, MAX_ENDPOINTS

_endpoint = click.argument("endpoint_id", metavar="ID")
_topic = click.option(
    "--topic",
    "topics",
    multiple=True,
    help="Type of events, such as order.created or order.*; may be repeated.",
)
_description = click.option("--description", help="Text of your own.")


@click.group()
def endpoints() -> None:
    """Manage webhook endpoints: URLs that get a domain's events."""


@endpoints.command(name="list")
@domain_option
@with_context
def list_(context: CommandContext, domain_id: str) -> None:
    """List a domain's endpoints, one JSON document per line."""
    found = _webhooks(context).list(ListWebhookEndpoints(domain_id=domain_id, limit=MAX_ENDPOINTS))
    if not found:
        click.echo(f"no endpoints in domain {domain_id} of {context.database}", err=True)
    for each in found:
        click.echo(encode(endpoint_document(each)))


@endpoints.command()
@domain_option
@click.option("--url", required=True, help="URL that events are posted to.")
@_topic
@_description
@with_context
def create(
    context: CommandContext,
    domain_id: str,
    url: str,
    topics: tuple[str, ...],
    description: str | None,
) -> None:
    """Create an endpoint and print it with its secret, which cannot be shown again."""
    command = CreateWebhookEndpoint(
        domain_id=domain_id, url=url, topics=topics or ALL_TOPICS, description=description
    )
    made = succeed(_webhooks(context).create(command))
    click.echo(encode({**endpoint_document(made.endpoint), "secret": made.secret}))


@endpoints.command()
@domain_option
@_endpoint
@click.option("--url", help="URL that events are posted to.")
@_topic
@_description
@click.option("--enable/--disable", "enabled", default=None, help="Send events, or none.")
@with_context
def update(
    context: CommandContext,
    domain_id: str,
    endpoint_id: str,
    url: str | None,
    topics: tuple[str, ...],
    description: str | None,
    enabled: bool | None,
) -> None:
    """Change an endpoint and print it."""
    command = UpdateWebhookEndpoint(
        domain_id=domain_id,
        endpoint_id=endpoint_id,
        url=url,
        topics=topics or None,
        description=description,
        enabled=enabled,
    )
    changed = succeed(_webhooks(context).update(command))
    click.echo(encode(endpoint_document(changed)))


@endpoints.command()
@domain_option
@_endpoint
@with_context
def delete(context: CommandContext, domain_id: str, endpoint_id: str) -> None:
    """Delete an endpoint."""
    command = DeleteWebhookEndpoint(domain_id=domain_id, endpoint_id=endpoint_id)
    succeed(_webhooks(context).delete(command))
    click.echo(f"{endpoint_id} is deleted.", err=True)


@endpoints.command()
@domain_option
@_endpoint
@with_context
def rotate(context: CommandContext, domain_id: str, endpoint_id: str) -> None:
    """Print a new secret. The present one signs, too, for 24 hours."""
    command = RotateWebhookSecret(domain_id=domain_id, endpoint_id=endpoint_id)
    click.echo(succeed(_webhooks(context).rotate(command)).secret)


@endpoints.command()
@domain_option
@_endpoint
@with_context
def test(context: CommandContext, domain_id: str, endpoint_id: str) -> None:
    """Send a ping now, and print what came back. Exit status 1 if it was not accepted."""
    command = PingWebhookEndpoint(domain_id=domain_id, endpoint_id=endpoint_id)
    delivery = succeed(_webhooks(context).ping(command))
    click.echo(encode(delivery_document(delivery)))
    if delivery.error is not None:
        raise click.ClickException(delivery.error)


@endpoints.command()
@domain_option
@_endpoint
@click.option(
    "--since", type=MomentType(), required=True, help="RFC 3339 time, such as 2026-11-26T09:00:00Z."
)
@_topic
@with_context
def replay(
    context: CommandContext,
    domain_id: str,
    endpoint_id: str,
    since: datetime,
    topics: tuple[str, ...],
) -> None:
    """Send all events since a time again, under the same ids."""
    command = ReplayEvents(
        domain_id=domain_id,
        endpoint_id=endpoint_id,
        since=since,
        topics=topics or None,
    )
    succeed(_webhooks(context).replay(command))
    click.echo(
        f"The relay sends events since {since.isoformat()} to {endpoint_id} again.", err=True
    )


def _webhooks(context: CommandContext) -> WebhookOperations:
    return context.use_cases().webhooks
