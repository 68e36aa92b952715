"""``refunds``: list refunds, such as those that people have to pay manually."""

import click
from attrs import evolve

from seller_orders.adapters.inbound.cli.command_context import CommandContext, with_context
from seller_orders.adapters.inbound.cli.domain_option import domain_option
from seller_orders.adapters.shared.wire.json_codec import encode
from seller_orders.application.queries.list_refunds import ListRefunds
from seller_orders.domain.payment import RefundStatus

_PAGE_SIZE = 100


@click.group()
def refunds() -> None:
    """List refunds, such as those to be paid manually."""


@refunds.command(name="list")
@domain_option
@click.option(
    "--status",
    "statuses",
    multiple=True,
    type=click.Choice([status.value for status in RefundStatus]),
    default=(RefundStatus.PENDING.value,),
    show_default=True,
    help="Status of the refunds; may be repeated.",
)
@with_context
def list_(context: CommandContext, domain_id: str, statuses: tuple[str, ...]) -> None:
    """List a domain's refunds, one JSON document per line, the oldest first.

    Pay those with a due_since, and record each as settled before you list again.
    """
    list_refunds = context.use_cases().list_refunds
    count = 0
    query = ListRefunds(
        domain_id=domain_id, statuses=frozenset(map(RefundStatus, statuses)), limit=_PAGE_SIZE
    )
    while True:
        page = list_refunds(query)
        for refund in page.refunds:
            click.echo(encode(refund))
        count += len(page.refunds)
        if page.next is None:
            break
        query = evolve(query, after=page.next)
    if not count:
        click.echo(
            f"no {' or '.join(statuses)} refunds in domain {domain_id} of {context.database}",
            err=True,
        )
