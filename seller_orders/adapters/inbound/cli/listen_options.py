"""The options that say where a server listens."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def listening(command: F) -> F:
    """Give a command ``--host`` and ``--port``."""
    port = click.option(
        "--port",
        type=click.IntRange(1, 65_535),
        default=8080,
        show_default=True,
        help="Where to listen.",
    )
    host = click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
    return host(port(command))
