"""What an app serves, and to whom: what it is made of, and what its requests look up."""

from collections.abc import Mapping
from typing import Final

from attrs import field, frozen
from flask import current_app

from seller_orders.adapters.inbound.http.access_control import Authenticator
from seller_orders.adapters.inbound.http.body_waits import BodyWaits
from seller_orders.adapters.inbound.http.turns import Turns
from seller_orders.application.ports.rate_limiter import RateLimiter
from seller_orders.application.use_cases import UseCases

EXTENSION: Final = "seller_orders"


@frozen
class Installation:
    """What the app serves, and to whom.

    ``authenticate`` finds out whom requests come from (None: let everybody in), ``limiter`` how
    many of them may come (None: any number). ``turns`` are those that they take. ``carrier_keys``
    are what carriers sign their events with, by provider_id.
    """

    use_cases: UseCases
    authenticate: Authenticator | None
    limiter: RateLimiter | None = None
    turns: Turns = field(factory=Turns)
    carrier_keys: Mapping[str, bytes] = field(factory=dict, repr=False)
    body_waits: BodyWaits = field(factory=BodyWaits, init=False)


def installation() -> Installation:
    """Return what the app that is being called serves, and to whom."""
    found: Installation = current_app.extensions[EXTENSION]
    return found


def use_cases() -> UseCases:
    """Return the use cases of the app that is being called."""
    return installation().use_cases
