"""What the commands work on; the bootstrap provides it."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

from attrs import frozen

from seller_orders.adapters.inbound.layers import Layers
from seller_orders.application.use_cases import UseCases
from seller_orders.domain.transition_rules import TransitionRules


class Serve(Protocol):
    """Serves until it is told to stop."""

    def __call__(self, *, host: str, port: int, workers: int, relay: bool, layers: Layers) -> None:
        """Serve the HTTP API, all of it or a layer, and with ``relay`` deliver the outbox."""
        ...


@frozen(kw_only=True)
class Installation:
    """The installation that the environment describes. Nothing is opened before it is used.

    ``scratch`` makes another one, to be served at the origin that it is given. ``describe`` gives
    a layer's OpenAPI document.
    """

    use_cases: Callable[[], UseCases]
    migrate: Callable[[], None]
    serve: Serve
    relay: Callable[[], None]
    scratch: "Callable[[str], AbstractContextManager[Scratch]]"
    transitions: TransitionRules
    describe: Callable[[Layers], Mapping[str, Any]]


@frozen(kw_only=True)
class Scratch:
    """An installation for trying things, which goes as it is left.

    What customers are told lands in the folder ``sent``; ``courier`` is a carrier that is made up.
    """

    installation: Installation
    sent: Path
    courier: str
