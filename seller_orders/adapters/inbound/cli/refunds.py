"""``refunds``: looking at the refunds that people have to make."""

import click
from attrs import evolve

from seller_orders.adapters.inbound.cli.command_context import Installation
from seller_orders.adapters.inbound.cli.domain_option import domain_option
from seller_orders.adapters.shared.wire.json_codec import encode
from seller_orders.application.queries.list_refunds import ListRefunds
from seller_orders.domain.payment import RefundStatus

_PAGE = 100


@click.group()
def refunds() -> None:
    """Look at refunds, such as those that are due by hand."""


@refunds.command(name="list")
@domain_option
@click.option(
    "--status",
    "statuses",
    multiple=True,
    type=click.Choice([status.value for status in RefundStatus]),
    default=(RefundStatus.PENDING.value,),
    show_default=True,
    help="Which; may be repeated.",
)
@click.pass_obj
def list_(installation: Installation, domain_id: str, statuses: tuple[str, ...]) -> None:
    """List a domain's refunds, one JSON document a line, the oldest first.

    Pay those that have a due_since, and record each as settled before you list again.
    """
    list_refunds = installation.use_cases().list_refunds
    query = ListRefunds(
        domain_id=domain_id, statuses=frozenset(map(RefundStatus, statuses)), limit=_PAGE
    )
    while True:
        page = list_refunds(query)
        for refund in page.refunds:
            click.echo(encode(refund))
        if page.next is None:
            return
        query = evolve(query, after=page.next)
