"""Dependencies of an app, and access to those of the app that serves the current request."""

from collections.abc import Callable, Sequence
from typing import Final

from attrs import field, frozen
from flask import current_app

from seller_orders.adapters.inbound.http.core_dependencies import Core
from seller_orders.adapters.inbound.http.protection.access_control import Authenticator
from seller_orders.adapters.inbound.http.protection.carrier_event_keys import EventKeys
from seller_orders.adapters.inbound.http.protection.concurrency_limit import ConcurrencyLimit
from seller_orders.adapters.inbound.http.protection.request_body import BodyReader
from seller_orders.adapters.shared.http_client.internal_client import InternalClient
from seller_orders.application.ports.domains import DomainStates
from seller_orders.application.ports.rate_limiter import RateLimiter
from seller_orders.application.use_cases import MerchantOperations, UseCases

EXTENSION: Final = "seller_orders"
DRAINING: Final = "seller_orders_draining"


@frozen
class AppContext:
    """Dependencies of an app.

    Without ``authenticate`` access is open; without ``limiter`` requests are not counted.
    ``domain_states`` say which domains' credentials are accepted; without them, all are.
    ``event_keys`` verify carriers' events; an app without them forwards events. Without
    ``service_token`` the app serves no other layer. An app without ``use_cases`` forwards
    operations to ``upstream``, and those of the core to ``core_upstream``. ``domain_use_cases``
    serve the operations of the core, ``core`` its internal routes. Scripts of ``cors_origins`` may
    call the API.
    """

    use_cases: MerchantOperations | None
    authenticate: Authenticator | None
    limiter: RateLimiter | None = None
    concurrency_limit: ConcurrencyLimit = field(factory=ConcurrencyLimit)
    event_keys: EventKeys | None = None
    service_token: str | None = field(default=None, repr=False)
    upstream: InternalClient | None = None
    core_upstream: InternalClient | None = None
    domain_use_cases: UseCases | None = None
    core: Core | None = None
    domain_states: DomainStates | None = None
    cors_origins: Sequence[str] = ()
    body_reader: BodyReader = field(init=False)

    def next_layer(self, *, is_of_core: bool) -> InternalClient | None:
        """Return the client of the layer that serves an operation; None if this app does."""
        return self.core_upstream if is_of_core else self.upstream

    @body_reader.default
    def _body_reader(self) -> BodyReader:
        return BodyReader(self.concurrency_limit)


def current_context() -> AppContext:
    """Return the dependencies of the current app."""
    found: AppContext = current_app.extensions[EXTENSION]
    return found


def is_draining() -> bool:
    """Return whether the process is shutting down."""
    draining: Callable[[], bool] = current_app.extensions[DRAINING]
    return draining()


def use_cases() -> MerchantOperations:
    """Return the use cases of the current app."""
    operations = current_context().use_cases
    assert operations is not None, "an app without use cases forwards every operation"
    return operations


def domain_use_cases() -> UseCases:
    """Return the use cases that only the core has."""
    found = current_context().domain_use_cases
    assert found is not None, "another app forwards these operations to the core"
    return found


def core_ports() -> Core:
    """Return the ports of the core's own routes."""
    found = current_context().core
    assert found is not None, "only the core has these routes"
    return found
