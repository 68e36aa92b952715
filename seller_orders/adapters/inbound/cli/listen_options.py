"""The options ``--host`` and ``--port``."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def listen_options(command: F) -> F:
    """Add ``--host`` and ``--port`` to a command."""
    port = click.option(
        "--port",
        type=click.IntRange(1, 65_535),
        default=8080,
        show_default=True,
        help="Port to listen on.",
    )
    host = click.option(
        "--host", default="127.0.0.1", show_default=True, help="Address to listen on."
    )
    return host(port(command))
