"""``events``: follow the events of a domain."""

from collections.abc import Sequence
from datetime import timedelta

import click
from attrs import evolve
from returns.pipeline import is_successful

from seller_orders.adapters.inbound.cli.command_context import CommandContext, with_context
from seller_orders.adapters.inbound.cli.domain_option import domain_option
from seller_orders.adapters.shared.wire.event_cursor import read_event_cursor, write_event_cursor
from seller_orders.adapters.shared.wire.event_document import event_document
from seller_orders.adapters.shared.wire.json_codec import encode
from seller_orders.application.ports.webhook_sender import WebhookEvent
from seller_orders.application.queries.list_events import EventCursorMark, ListEvents

_AT_ONCE = 100
_WAIT = timedelta(seconds=20)


def _cursor(_: click.Context, __: click.Parameter, value: str | None) -> EventCursorMark | None:
    try:
        return None if value is None else read_event_cursor(value)
    except (ValueError, RecursionError):
        raise click.BadParameter("must be the cursor of an event") from None


@click.group()
def events() -> None:
    """Follow the events of a domain."""


@events.command()
@domain_option
@click.option("--after", callback=_cursor, help="Cursor of the event before; oldest by default.")
@click.option("--types", multiple=True, help="Types of events, such as order.refund_*; repeatable.")
@click.option(
    "--follow/--no-follow", default=True, show_default=True, help="Wait for new events, or end."
)
@with_context
def tail(
    context: CommandContext,
    domain_id: str,
    after: EventCursorMark | None,
    types: Sequence[str],
    follow: bool,
) -> None:
    """Print events, one JSON document per line, each with its cursor."""
    list_events = context.use_cases().events.list
    query = ListEvents(
        domain_id=domain_id,
        after=after,
        types=types,
        limit=_AT_ONCE,
        wait=_WAIT if follow else timedelta(),
    )
    has_more = True
    while has_more or follow:
        answer = list_events(query)
        if not is_successful(answer):
            raise click.ClickException(answer.failure().message)
        page = answer.unwrap()
        for each in page.events:
            click.echo(
                encode(
                    {
                        **event_document(WebhookEvent.of(each.event)),
                        "cursor": write_event_cursor(each.mark),
                    }
                )
            )
        query, has_more = evolve(query, after=page.next), page.has_more
