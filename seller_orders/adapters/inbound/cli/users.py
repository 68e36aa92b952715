"""``users``: list, create, change and delete the users of a domain."""

from typing import Any

import click

from seller_orders.adapters.inbound.cli.command_context import CommandContext, with_context
from seller_orders.adapters.inbound.cli.domain_option import domain_option
from seller_orders.adapters.inbound.cli.outcomes import succeed
from seller_orders.adapters.inbound.cli.value_types import EmailType, NameType
from seller_orders.adapters.shared.wire.json_codec import encode
from seller_orders.adapters.shared.wire.user_codec import user_view
from seller_orders.application.commands.create_user import CreateUser
from seller_orders.application.commands.delete_user import DeleteUser
from seller_orders.application.commands.update_user import UpdateUser
from seller_orders.application.queries.list_users import ListUsers
from seller_orders.application.users import Role

_PAGE_SIZE = 100

_role = click.option(
    "--role", type=click.Choice([role.value for role in Role]), required=True, help="Role."
)
_user_id = click.argument("user_id", metavar="ID")


@click.group()
def users() -> None:
    """Manage the users of a domain. The console's log-in asks for their passwords."""


@users.command(name="list")
@domain_option
@with_context
def list_(context: CommandContext, domain_id: str) -> None:
    """List a domain's users, one JSON document per line, the oldest first."""
    list_users = context.use_cases().users.list
    after: str | None = None
    while page := list_users(ListUsers(domain_id=domain_id, limit=_PAGE_SIZE, after=after)):
        for user in page:
            click.echo(encode(user_view(user)))
        after = page[-1].id
    if after is None:
        click.echo(f"no users in domain {domain_id} of {context.database}", err=True)


@users.command()
@domain_option
@click.option("--email", type=EmailType(), required=True, help="E-mail address.")
@click.option("--name", type=NameType(), required=True, help="Name.")
@_role
@with_context
def create(context: CommandContext, domain_id: str, email: str, name: str, role: str) -> None:
    """Create a user without a password, and print the document. Set a password next."""
    command = CreateUser(domain_id=domain_id, email=email, name=name, role=Role(role))
    click.echo(encode(user_view(succeed(context.use_cases().users.create(command)))))


@users.command()
@domain_option
@_role
@_user_id
@with_context
def set_role(context: CommandContext, domain_id: str, role: str, user_id: str) -> None:
    """Give a user a role, and end the sessions if it is another one."""
    _update(context, UpdateUser(domain_id=domain_id, user_id=user_id, role=Role(role)))


@users.command()
@domain_option
@click.option(
    "--password-file",
    type=click.File(),
    help="File with the password in its first line; - is the standard input. By default you are "
    "asked for it.",
)
@_user_id
@with_context
def set_password(context: CommandContext, domain_id: str, password_file: Any, user_id: str) -> None:
    """Set a user's password, and end the sessions."""
    if password_file is None:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        password = password_file.readline().rstrip("\r\n")
    _update(context, UpdateUser(domain_id=domain_id, user_id=user_id, password=password))


@users.command()
@domain_option
@_user_id
@with_context
def disable(context: CommandContext, domain_id: str, user_id: str) -> None:
    """Keep a user out, and end the sessions."""
    _update(context, UpdateUser(domain_id=domain_id, user_id=user_id, disabled=True))


@users.command()
@domain_option
@_user_id
@with_context
def delete(context: CommandContext, domain_id: str, user_id: str) -> None:
    """Delete a user. Timelines keep what the user did."""
    succeed(context.use_cases().users.delete(DeleteUser(domain_id=domain_id, user_id=user_id)))
    click.echo(f"{user_id} is deleted.", err=True)


def _update(context: CommandContext, command: UpdateUser) -> None:
    click.echo(encode(user_view(succeed(context.use_cases().users.update(command)))))
