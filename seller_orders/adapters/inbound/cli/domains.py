"""``domains``: register, archive and list the domains of the installation."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import click
from attrs import asdict
from returns.result import Result

from seller_orders.adapters.inbound.cli.command_context import CommandContext, with_context
from seller_orders.adapters.inbound.cli.domain_option import identifier
from seller_orders.adapters.inbound.cli.outcomes import succeed
from seller_orders.adapters.inbound.cli.value_types import MonthType, NameType
from seller_orders.adapters.shared.wire.json_codec import encode
from seller_orders.application.commands.manage_domains import (
    ArchiveDomain,
    CreateDomain,
    RenameDomain,
)
from seller_orders.application.domains import Domain
from seller_orders.application.queries.count_usage import CountUsage
from seller_orders.application.queries.list_domains import ListDomains
from seller_orders.application.use_cases import UseCases

_PAGE = 100
_id_argument = click.argument("domain_id", metavar="ID", callback=identifier)


@click.group()
def domains() -> None:
    """Manage the domains of the installation. While none is registered, every domain is open."""


@domains.command(name="list")
@with_context
def list_(context: CommandContext) -> None:
    """List the registered domains, one JSON document per line."""
    found = list(_every(context.use_cases()))
    if not found:
        click.echo(
            f"no domains are registered in {context.database}: keys are accepted for any domain",
            err=True,
        )
    for domain in found:
        click.echo(encode(asdict(domain)))


@domains.command()
@click.option("--id", "domain_id", callback=identifier, help="Id of the domain; generated without.")
@click.option("--name", type=NameType(), required=True, help="Name of the merchant, for people.")
@with_context
def create(context: CommandContext, domain_id: str | None, name: str) -> None:
    """Register a domain. The first one registers all that have orders or keys as well."""
    command = CreateDomain(id=domain_id, name=name)
    _show(context.use_cases().domains.create(command))


@domains.command()
@_id_argument
@with_context
def show(context: CommandContext, domain_id: str) -> None:
    """Show a registered domain."""
    _show(context.use_cases().domains.get(domain_id))


@domains.command()
@_id_argument
@click.option("--name", type=NameType(), required=True, help="Name of the merchant, for people.")
@with_context
def rename(context: CommandContext, domain_id: str, name: str) -> None:
    """Rename a domain."""
    command = RenameDomain(id=domain_id, name=name)
    _show(context.use_cases().domains.rename(command))


@domains.command()
@_id_argument
@click.option("--undo", is_flag=True, help="Restore an archived domain.")
@with_context
def archive(context: CommandContext, domain_id: str, *, undo: bool) -> None:
    """Archive a domain: all processes refuse its keys within a minute. Its data stays."""
    _show(context.use_cases().domains.archive(ArchiveDomain(id=domain_id, archived=not undo)))


@domains.command()
@_id_argument
@click.option(
    "--from", "first", type=MonthType(), help="First month; eleven months before the last one."
)
@click.option("--to", "last", type=MonthType(), help="Last month; the present one by default.")
@with_context
def usage(context: CommandContext, domain_id: str, first: date | None, last: date | None) -> None:
    """Count a domain's orders and events of at most 24 months, one JSON document a month.

    Months are in UTC, such as 2026-11.
    """
    wanted = CountUsage(id=domain_id, first=first, last=last)
    for month in succeed(context.use_cases().domains.usage(wanted)):
        click.echo(encode(asdict(month)))


@domains.command()
@with_context
def adopt(context: CommandContext) -> None:
    """Register every domain that has orders or keys, and print the ids of the new ones."""
    for domain_id in sorted(context.use_cases().domains.adopt()):
        click.echo(domain_id)


def _every(use_cases: UseCases) -> Iterator[Domain]:
    after: str | None = None
    while page := use_cases.domains.list(ListDomains(limit=_PAGE, after=after)):
        yield from page
        after = page[-1].id


def _show(outcome: Result[Domain, Any]) -> None:
    click.echo(encode(asdict(succeed(outcome))))
