"""What an app serves, and to whom: what it is made of, and what its requests look up."""

from collections.abc import Mapping
from typing import Final

from attrs import field, frozen
from flask import current_app

from seller_orders.adapters.inbound.http.internal_api.core_ports import Core
from seller_orders.adapters.inbound.http.protection.access_control import Authenticator
from seller_orders.adapters.inbound.http.protection.body_read_limit import BodyReadLimit
from seller_orders.adapters.inbound.http.protection.chunked_body_limit import ChunkedBodyLimit
from seller_orders.adapters.inbound.http.protection.concurrency_limit import ConcurrencyLimit
from seller_orders.adapters.shared.http_client.internal_client import InternalClient
from seller_orders.application.ports.rate_limiter import RateLimiter
from seller_orders.application.use_cases import MerchantOperations

EXTENSION: Final = "seller_orders"


@frozen
class Installation:
    """What the app serves, and to whom.

    ``authenticate`` finds out whom requests come from (None: let everybody in), ``limiter`` how
    many of them may come (None: any number). ``turns`` are those that they take. ``carrier_keys``
    are what carriers sign their events with, by provider_id. ``service_token`` is what other layers
    show (None: none may come). Where another layer does the operations there are no
    ``use_cases``, and it is ``upstream``. ``core`` is what the core's own routes work on.
    """

    use_cases: MerchantOperations | None
    authenticate: Authenticator | None
    limiter: RateLimiter | None = None
    turns: ConcurrencyLimit = field(factory=ConcurrencyLimit)
    carrier_keys: Mapping[str, bytes] = field(factory=dict, repr=False)
    service_token: str | None = field(default=None, repr=False)
    upstream: InternalClient | None = None
    core: Core | None = None
    body_waits: BodyReadLimit = field(factory=BodyReadLimit, init=False)
    chunked_body_limit: ChunkedBodyLimit = field(factory=ChunkedBodyLimit, init=False)


def installation() -> Installation:
    """Return what the app that is being called serves, and to whom."""
    found: Installation = current_app.extensions[EXTENSION]
    return found


def use_cases() -> MerchantOperations:
    """Return the use cases of the app that is being called."""
    operations = installation().use_cases
    assert operations is not None, "who has none has another layer answer"
    return operations


def the_core() -> Core:
    """Return what the core's routes of the app that is being called work on."""
    found = installation().core
    assert found is not None, "these routes are the core's alone"
    return found
