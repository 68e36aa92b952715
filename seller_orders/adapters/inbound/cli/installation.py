"""What the commands work on; the bootstrap provides it."""

from collections.abc import Callable
from typing import Protocol

from attrs import frozen

from seller_orders.application.use_cases import UseCases
from seller_orders.domain.status import TransitionRules


class Serve(Protocol):
    """Serves until it is told to stop."""

    def __call__(self, *, host: str, port: int, workers: int, relay: bool) -> None:
        """Serve the HTTP API, and with ``relay`` deliver the outbox."""
        ...


@frozen(kw_only=True)
class Installation:
    """The installation that the environment describes. Nothing is opened before it is used."""

    use_cases: Callable[[], UseCases]
    migrate: Callable[[], None]
    serve: Serve
    relay: Callable[[], None]
    scratch: "Callable[[str], Installation]"
    transitions: TransitionRules
