"""The context of each layer's web app: operations, access control and limits."""

from typing import Final

from seller_orders.adapters.inbound.http.app_context import AppContext
from seller_orders.adapters.inbound.http.protection.carrier_event_keys import EventKeys
from seller_orders.adapters.inbound.http.protection.concurrency_limit import ConcurrencyLimit
from seller_orders.adapters.outbound.core_api.core_client import CoreClient
from seller_orders.adapters.outbound.core_api.domain_states import CoreDomainStates
from seller_orders.adapters.outbound.core_api.key_lookup import CoreKeyLookUp
from seller_orders.adapters.outbound.sql.connection.engine import POOL_SIZE
from seller_orders.adapters.shared.http_client.internal_client import InternalClient
from seller_orders.application.ports.domain_settings import DomainSettingsReader
from seller_orders.application.use_cases import MerchantOperations
from seller_orders.bootstrap.access_control import authenticator, domain_states
from seller_orders.bootstrap.internal_api import core_routes
from seller_orders.bootstrap.rate_limiter import rate_limiter
from seller_orders.bootstrap.runtime import Runtime
from seller_orders.settings import Settings

# These layers mostly wait for the next one.
_REQUESTS_AT_ONCE: Final = 32
# Requests here wait for PostgreSQL; half of the pool is for the relay.
_REQUESTS_AT_ONCE_WITH_DATABASE: Final = POOL_SIZE // 2


def core_context(settings: Settings, runtime: Runtime) -> AppContext:
    """Return the context of a core, and of all layers in one process."""
    return AppContext(
        runtime.use_cases,
        authenticator(settings, runtime.keys),
        rate_limiter(settings),
        ConcurrencyLimit(_REQUESTS_AT_ONCE_WITH_DATABASE),
        EventKeys(settings.carriers, runtime.settings),
        service_token=settings.service_token,
        domain_use_cases=runtime.use_cases,
        core=core_routes(runtime),
        domain_states=domain_states(settings, runtime.directory),
        cors_origins=settings.cors_origins,
    )


def orchestrator_context(
    settings: Settings, operations: MerchantOperations, domain_settings: DomainSettingsReader
) -> AppContext:
    """Return the context of an orchestrator; the gateway has authenticated its requests."""
    return AppContext(
        operations,
        None,
        rate_limiter(settings),
        ConcurrencyLimit(_REQUESTS_AT_ONCE),
        EventKeys(settings.carriers, domain_settings),
        service_token=settings.service_token,
    )


def gateway_context(
    settings: Settings, orchestrator: InternalClient, core: InternalClient
) -> AppContext:
    """Return the context of a gateway, which looks keys up in the core."""
    client = CoreClient(core)
    return AppContext(
        None,
        authenticator(settings, CoreKeyLookUp(client)),
        rate_limiter(settings),
        ConcurrencyLimit(_REQUESTS_AT_ONCE),
        upstream=orchestrator,
        core_upstream=core,
        domain_states=domain_states(settings, CoreDomainStates(client)),
        cors_origins=settings.cors_origins,
    )
