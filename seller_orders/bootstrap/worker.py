"""One process of the server: the app that it serves, with its relay running."""

import gc
import os
from collections.abc import Callable
from functools import partial
from multiprocessing.util import Finalize
from typing import Final

from flask import Flask
from sqlalchemy import Engine

from seller_orders.adapters.inbound.http.app import create_app
from seller_orders.adapters.inbound.http.app_context import Installation
from seller_orders.adapters.inbound.http.observability.request_log import RequestLog
from seller_orders.adapters.inbound.http.observability.request_observer import Tell, watch
from seller_orders.adapters.inbound.http.protection.access_control import Authenticator
from seller_orders.adapters.inbound.http.protection.concurrency_limit import ConcurrencyLimit
from seller_orders.adapters.inbound.layers import Layers
from seller_orders.adapters.inbound.server.json_log import log_to_stderr
from seller_orders.adapters.inbound.server.parent_watchdog import watch_parent
from seller_orders.adapters.outbound.core_api.access_keys import CoreKeyLookUp
from seller_orders.adapters.outbound.core_api.core_client import CoreClient
from seller_orders.adapters.outbound.limits.rate_limiter import WindowRateLimiter
from seller_orders.adapters.outbound.memory.access_key_cache import CachedKeyLookUp
from seller_orders.adapters.outbound.sql.connection.engine import POOL_SIZE
from seller_orders.adapters.outbound.sql.schema import schema_version
from seller_orders.adapters.outbound.system.clock import SystemClock
from seller_orders.application.ports.access_keys import KeyLookUp
from seller_orders.application.ports.rate_limiter import RateLimiter
from seller_orders.application.ports.token_verifier import TokenVerifier
from seller_orders.application.ports.unit_of_work import StoreUnavailableError
from seller_orders.application.queries.authenticate import AuthenticateHandler
from seller_orders.bootstrap.caching import order_cache
from seller_orders.bootstrap.carriers import event_keys
from seller_orders.bootstrap.layers import (
    core,
    core_service,
    orchestrator,
    orchestrator_service,
)
from seller_orders.bootstrap.runtime import Runtime, wire
from seller_orders.bootstrap.tracing import tracing
from seller_orders.settings import Settings, TokenSettings
from seller_orders.settings.parsing import SettingsError

_ANSWER_WITHIN_S: Final = 2.5
# Who has another layer do the work mostly waits for it.
_WAITING_AT_ONCE: Final = 32
_AT_ONCE: Final = min((os.cpu_count() or 1) + 1, POOL_SIZE - 1)


def web_app(
    settings: Settings,
    layers: Layers,
    *,
    is_only_writer: bool,
    relay: bool,
    is_draining: Callable[[], bool],
) -> Flask:
    """Make the app that one server process serves, with its relay running."""
    log_to_stderr()
    # Its workers would go on without it, and hold its port.
    watch_parent()
    if layers is Layers.GATEWAY:
        app = _gateway(settings, is_draining)
    elif layers is Layers.ORCHESTRATOR:
        app = _orchestrator(settings, is_draining)
    else:
        runtime = wire(
            settings,
            order_cache(settings, is_only_writer=is_only_writer),
            answer_within_s=_ANSWER_WITHIN_S,
            must_exist=True,
        )
        if relay:
            runtime.start_relay()
            # As this process ends, what its relay holds is put back.
            Finalize(None, runtime.relay.stop, exitpriority=0)
        app = _with_store(settings, layers, runtime, is_draining)
    watch(app, [*_metrics(settings), RequestLog().write], tracing(os.environ))
    # What is loaded by now stays: to look through it for garbage would only hold requests up.
    gc.collect()
    gc.freeze()
    return app


def _with_store(
    settings: Settings, layers: Layers, runtime: Runtime, is_draining: Callable[[], bool]
) -> Flask:
    installation = Installation(
        runtime.use_cases,
        _authenticate(settings, runtime.keys),
        rate_limiter(settings),
        ConcurrencyLimit(_AT_ONCE),
        event_keys(settings.carriers),
        service_token=settings.service_token,
        core=core(runtime),
    )
    return create_app(installation, partial(_is_ready, runtime.engine), is_draining, layers)


def _orchestrator(settings: Settings, is_draining: Callable[[], bool]) -> Flask:
    service = core_service(settings)
    installation = Installation(
        orchestrator(settings, service),
        None,
        rate_limiter(settings),
        ConcurrencyLimit(_WAITING_AT_ONCE),
        event_keys(settings.carriers),
        service_token=settings.service_token,
    )
    return create_app(installation, service.is_ready, is_draining, Layers.ORCHESTRATOR)


def _gateway(settings: Settings, is_draining: Callable[[], bool]) -> Flask:
    service = orchestrator_service(settings)
    installation = Installation(
        None,
        _authenticate(settings, CoreKeyLookUp(CoreClient(core_service(settings)))),
        rate_limiter(settings),
        ConcurrencyLimit(_WAITING_AT_ONCE),
        upstream=service,
    )
    return create_app(installation, service.is_ready, is_draining, Layers.GATEWAY)


def _authenticate(settings: Settings, keys: KeyLookUp) -> Authenticator | None:
    if not settings.access_control:
        return None
    return AuthenticateHandler(
        keys=CachedKeyLookUp(keys),
        clock=SystemClock(),
        tokens=_token_verifier(settings.tokens),
    )


def _metrics(settings: Settings) -> list[Tell]:
    if settings.metrics is None:
        return []
    # Imported where it is needed: as it is loaded, it looks where the figures are to be left.
    from seller_orders.adapters.inbound.http.observability.request_metrics import RequestMetrics

    return [RequestMetrics().count]


def rate_limiter(settings: Settings) -> RateLimiter | None:
    """Return what counts requests, None where any number may come."""
    if settings.rate_limit is None:
        return None
    try:
        return WindowRateLimiter(settings.rate_limit, settings.redis_url)
    except ValueError as error:
        raise SettingsError(
            "SELLER_ORDERS_RATE_LIMIT is off, or a rate such as 1000/second or 60/minute"
        ) from error


def _token_verifier(tokens: TokenSettings | None) -> TokenVerifier | None:
    if tokens is None:
        return None
    # Imported where it is needed: without tokens their library need not be loaded.
    from seller_orders.adapters.outbound.jwt.key_sets import key_set
    from seller_orders.adapters.outbound.jwt.token_verifier import JwtTokenVerifier

    return JwtTokenVerifier(
        keys=key_set(tokens.keys),
        issuer=tokens.issuer,
        audience=tokens.audience,
        algorithms=tokens.algorithms,
    )


def _is_ready(engine: Engine) -> bool:
    try:
        return schema_version.is_current(engine)
    except StoreUnavailableError:
        return False
