"""``rules``: the order status transitions as a table or a diagram."""

import click

from seller_orders.adapters.inbound.cli.command_context import CommandContext, with_context
from seller_orders.adapters.inbound.cli.domain_option import identifier
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.transition_rules import TransitionRules


@click.command()
@click.option(
    "--format",
    "format_",
    type=click.Choice(["table", "mermaid"]),
    default="table",
    show_default=True,
    help="Output format.",
)
@click.option(
    "--domain",
    "domain_id",
    callback=identifier,
    help="Domain whose rules to print; without it, those of domains that set none.",
)
@with_context
def rules(context: CommandContext, format_: str, domain_id: str | None) -> None:
    """Print the transition rules in force."""
    write = {"table": _table, "mermaid": _mermaid}[format_]
    click.echo(write(context.transitions(domain_id)))


def _table(transitions: TransitionRules) -> str:
    width = max(len(status) for status in OrderStatus)
    return "\n".join(
        f"{status:<{width}}  {', '.join(_targets(transitions, status)) or '(closed)'}"
        for status in OrderStatus
    )


def _mermaid(transitions: TransitionRules) -> str:
    lines = ["stateDiagram-v2", f"    [*] --> {OrderStatus.PENDING}"]
    for status in OrderStatus:
        targets: list[str] = [*_targets(transitions, status)]
        lines += [f"    {status} --> {target}" for target in targets or ["[*]"]]
    return "\n".join(lines)


def _targets(transitions: TransitionRules, status: OrderStatus) -> list[OrderStatus]:
    return [to for to in OrderStatus if to in transitions[status] and to is not status]
