"""``settings``: show and change the settings of a domain."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import click
from returns.pipeline import is_successful

from seller_orders.adapters.inbound.cli.command_context import CommandContext, with_context
from seller_orders.adapters.inbound.cli.domain_option import domain_option
from seller_orders.adapters.shared.wire.json_codec import encode, pointer
from seller_orders.application.commands.update_settings import UpdateSettings
from seller_orders.application.queries.get_settings import GetSettings
from seller_orders.application.settings.view import OF_DOMAIN, SettingsView
from seller_orders.domain.domain_settings import SECTIONS
from seller_orders.domain.refusals import InvalidFields, Refusal

_AUTHOR: Final = "cli"


@click.group()
def settings() -> None:
    """Show and change the settings of a domain."""


@settings.command()
@domain_option
@click.option("--own", is_flag=True, help="Print only what the domain has set itself.")
@with_context
def get(context: CommandContext, domain_id: str, own: bool) -> None:
    """Print the settings as JSON. Secrets are masked.

    `set` takes what --own prints.
    """
    view = context.use_cases().settings.get(GetSettings(domain_id))
    click.echo(_written(_own(view) if own else _whole(view)))


@settings.command(name="set")
@domain_option
@click.option("--dry-run", is_flag=True, help="Check the settings and change nothing.")
@click.argument("given", nargs=-1, required=True, metavar="FILE | SECTION=VALUE...")
@with_context
def set_(context: CommandContext, domain_id: str, dry_run: bool, given: tuple[str, ...]) -> None:
    """Change the settings, and print them.

    FILE is a JSON document that replaces all that the domain has set; - reads standard input.
    SECTION=VALUE replaces one section by JSON or a text; null gives it back to the installation.
    """
    operations = context.use_cases().settings
    is_whole = len(given) == 1 and "=" not in given[0]
    before = operations.get(GetSettings(domain_id))
    command = UpdateSettings(
        domain_id=domain_id,
        by=_AUTHOR,
        document=_document(given[0]) if is_whole else _own(before) | _sections(given),
        replaces=True,
        expected_versions=frozenset({before.version}),
        dry_run=dry_run,
    )
    outcome = operations.update(command)
    if not is_successful(outcome):
        raise click.ClickException(_in_words(outcome.failure()))
    click.echo(_written(_whole(outcome.unwrap())))


@settings.command()
@with_context
def reencrypt(context: CommandContext) -> None:
    """Encrypt all secrets of settings and webhook endpoints by the first key.

    Run it after a new key was put in front. It fails if a secret cannot be decrypted.
    """
    done = context.use_cases().settings.reencrypt()
    click.echo(f"{done.encrypted} secrets were encrypted again.", err=True)
    if done.unreadable:
        raise click.ClickException(f"{done.unreadable} secrets cannot be decrypted by any key.")


def _sections(given: tuple[str, ...]) -> dict[str, Any]:
    sections = dict[str, Any]()
    for each in given:
        name, is_given, value = each.partition("=")
        if not is_given or name not in SECTIONS:
            names = ", ".join(SECTIONS)
            raise click.BadParameter(f"{each} is no SECTION=VALUE; the sections are {names}")
        sections[name] = _value(value)
    return sections


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _document(name: str) -> Mapping[str, Any]:
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text()
        document = json.loads(text)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not JSON"
        raise click.ClickException(f"{name} cannot be read: {reason}") from error
    if not isinstance(document, dict):
        raise click.ClickException(f"{name} must be a JSON object of sections")
    return document


def _own(view: SettingsView) -> dict[str, Any]:
    return {
        name: section for name, section in view.sections.items() if view.sources[name] == OF_DOMAIN
    }


def _whole(view: SettingsView) -> Mapping[str, Any]:
    return {
        "version": view.version,
        "updated_at": view.updated_at,
        "updated_by": view.updated_by,
        **view.sections,
        "sources": view.sources,
    }


def _written(document: Mapping[str, Any]) -> str:
    # Encoded first, because json knows no times.
    return json.dumps(json.loads(encode(document)), indent=2, ensure_ascii=False)


def _in_words(refusal: Refusal) -> str:
    if not isinstance(refusal, InvalidFields):
        return refusal.message
    return "\n".join(f"{pointer(each.path) or '/'}: {each.detail}" for each in refusal.problems)
