"""The functions that the commands call; the bootstrap provides them."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Protocol

import click
from attrs import field, frozen

from seller_orders.adapters.inbound.layers import Layers
from seller_orders.application.use_cases import UseCases
from seller_orders.domain.transition_rules import TransitionRules

P = ParamSpec("P")


class Serve(Protocol):
    """Function that serves the HTTP API."""

    def __call__(
        self,
        *,
        host: str,
        port: int,
        workers: int,
        relay: bool,
        layers: Layers,
        on_ready: Callable[[], object] | None = None,
    ) -> None:
        """Serve until a signal stops the server; with ``relay``, deliver the outbox, too.

        With ``on_ready``, call it as soon as requests are answered, and stop when the terminal
        closes.
        """
        ...


@frozen(kw_only=True)
class CommandContext:
    """The installation that the settings describe. Nothing is opened before a command uses it.

    ``database`` is the URL of its database without the password.
    ``demo`` is called with the origin that the demo will be served at, such as
    ``http://127.0.0.1:8080``. ``transitions`` returns the transition rules of a domain, or of the
    installation for None. ``openapi`` returns a layer's OpenAPI document.
    """

    database: str
    use_cases: Callable[[], UseCases]
    migrate: Callable[[], None]
    serve: Serve
    relay: Callable[[], None]
    demo: "Callable[[str], AbstractContextManager[Demo]]"
    transitions: Callable[[str | None], TransitionRules]
    openapi: Callable[[Layers], Mapping[str, Any]]


@frozen(kw_only=True)
class Demo:
    """A scratch installation, which is deleted when its block ends.

    ``database_url`` is its database. Notifications are written to files in the folder ``sent``;
    ``carrier`` is the provider_id of a simulated carrier. ``own_carriers`` are the ``carriers`` of
    the settings of a domain that has its own. Events that are posted to the URL ``receiver``, with
    a name as the path, are written to a folder of this name in ``received``.
    """

    context: CommandContext
    database_url: str
    sent: Path
    carrier: str
    receiver: str
    received: Path
    own_carriers: Mapping[str, Any] = field(repr=False)


def with_context(
    command: Callable[Concatenate[CommandContext, P], None],
) -> Callable[P, None]:
    """Call a command with the context, which is put together then: --help needs no settings.

    The command line's object is the function that returns it.
    """

    @wraps(command)
    def run(*args: P.args, **options: P.kwargs) -> None:
        command(click.get_current_context().obj(), *args, **options)

    return run
