"""``customers``: export and erase the data of a customer."""

import click
from attrs import evolve

from seller_orders.adapters.inbound.cli.command_context import CommandContext, with_context
from seller_orders.adapters.inbound.cli.domain_option import domain_option
from seller_orders.adapters.shared.wire.exported_order import exported
from seller_orders.adapters.shared.wire.json_codec import encode
from seller_orders.application.commands.erase_customer import EraseCustomer
from seller_orders.application.queries.export_customer import ExportCustomer
from seller_orders.domain.customer_match import CustomerMatch

_AUTHOR = "cli"
_PAGE_SIZE = 100

_id_option = click.option("--customer", "customer_id", help="Id of the customer in the shop.")
_email_option = click.option("--email", help="E-mail address of the orders, in any letter case.")


@click.group()
def customers() -> None:
    """Export or erase the data of a customer."""


@customers.command()
@domain_option
@_id_option
@_email_option
@with_context
def export(
    context: CommandContext, domain_id: str, customer_id: str | None, email: str | None
) -> None:
    """Write a customer's orders, one JSON document per line, with their notifications."""
    export_customer = context.use_cases().customers.export
    query = ExportCustomer(
        domain_id=domain_id, customer=_customer(customer_id, email), limit=_PAGE_SIZE
    )
    while found := export_customer(query):
        for each in found:
            click.echo(encode({"order": exported(each.order), "notifications": each.notifications}))
        query = evolve(query, after=found[-1].order.id)


@customers.command()
@domain_option
@_id_option
@_email_option
@click.option("--dry-run", is_flag=True, help="Count the orders and change nothing.")
@with_context
def erase(
    context: CommandContext,
    domain_id: str,
    customer_id: str | None,
    email: str | None,
    dry_run: bool,
) -> None:
    """Erase names, contacts, addresses and texts of a customer's orders, and print the counts.

    It cannot be undone. Repeat a run that was cut short: it erases what is left.
    """
    command = EraseCustomer(
        domain_id=domain_id,
        by=_AUTHOR,
        customer=_customer(customer_id, email),
        dry_run=dry_run,
    )
    erased = context.use_cases().customers.erase(command).unwrap()
    click.echo(encode({"orders": erased.orders, "erased": erased.erased, "open": erased.open}))


def _customer(id: str | None, email: str | None) -> CustomerMatch:
    if (id is None) == (email is None):
        raise click.UsageError("give exactly one of --customer and --email")
    return CustomerMatch(id=id, email=email)
