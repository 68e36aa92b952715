"""The option ``--domain``."""

import click

from seller_orders.domain.values import is_identifier


def identifier(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """Return a valid id, or None without one."""
    if value is not None and not is_identifier(value):
        raise click.BadParameter("must be 1 to 64 characters of A-Z a-z 0-9 . _ -")
    return value


domain_option = click.option(
    "--domain",
    "domain_id",
    required=True,
    callback=identifier,
    help="Domain (seller) that the orders belong to.",
)
