"""Composition root: each way to run seller-orders is a function here.

Each function imports its parts in its body, because each way to run has its own optional
dependencies.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Final

from seller_orders.adapters.inbound.layers import Layers
from seller_orders.application.notification_channels import NotificationChannel
from seller_orders.application.outbox_messages import Channel
from seller_orders.application.ports.carrier_directory import Carrier
from seller_orders.application.ports.event_publisher import EventPublisher
from seller_orders.application.ports.notification_sender import NotificationSender
from seller_orders.application.ports.payment_provider import PaymentProvider
from seller_orders.domain.cancellation_policy import CancellationPolicy, ensure_cancellable
from seller_orders.domain.return_rules import ReturnRules
from seller_orders.domain.transition_rules import OPEN, TransitionRules
from seller_orders.settings import Settings

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy import Engine

    from seller_orders.bootstrap.embedded_use_cases import EmbeddedUseCases

_NO_CARRIERS: Final[Mapping[str, Carrier]] = {}
_RETURN_RULES: Final = ReturnRules()


def embed(
    database: "str | Engine",
    *,
    schema: str | None = None,
    transitions: TransitionRules = OPEN,
    cancellation: CancellationPolicy = ensure_cancellable,
    return_rules: ReturnRules = _RETURN_RULES,
    carriers: Mapping[str, Carrier] = _NO_CARRIERS,
    payments: PaymentProvider | None = None,
    events: EventPublisher | None = None,
    senders: Mapping[Channel, NotificationSender] | None = None,
    channels: Sequence[NotificationChannel] = (),
) -> "EmbeddedUseCases":
    """Return all use cases on a database, for another service to call.

    ``database`` is a URL, such as ``sqlite:///orders.db`` or ``postgresql://host/orders``, or an
    SQLAlchemy engine, whose connection pool is then used. An empty SQLite database gets its schema;
    ``migrate`` upgrades any other. On PostgreSQL the tables may be in a ``schema`` of their own, so
    that several installations share a database, or one shares it with your tables.

    There is no cache and no relay: call ``deliver_messages`` regularly. It passes refunds to
    ``payments`` (None: records them as due, to be paid manually), events to ``events``, and each
    notification to the sender of its channel in ``senders`` or to one of the other ``channels``
    (neither: to the log).

    ``return_rules`` are the reasons and conditions of returns.

    Errors: ``ValueError`` if ``transitions`` lack a status or name an unknown one, if two
    channels have the same name, if ``schema`` is no valid name, or if the database is SQLite;
    ``StoreUnavailableError`` if the database cannot be reached, its schema is behind, or its
    encoding is not UTF-8.

    >>> from tempfile import TemporaryDirectory
    >>> folder = TemporaryDirectory()
    >>> orders = embed(f"sqlite:///{folder.name}/orders.db", transitions=FORWARD)
    >>> orders.list_orders(ListOrders(domain_id="dom_1")).total
    0
    >>> embed(f"sqlite:///{folder.name}/no/such/folder.db")
    Traceback (most recent call last):
    StoreUnavailableError: ...
    >>> folder.cleanup()
    """
    from seller_orders.bootstrap.embedded_use_cases import embedded_use_cases
    from seller_orders.bootstrap.extensions import Extensions
    from seller_orders.bootstrap.notifications import embedded_channels

    settings = Settings(transitions=transitions, schema=schema)
    extensions = Extensions(
        carriers=carriers,
        payments=payments,
        events=events,
        channels=embedded_channels(senders, channels),
        cancellation=cancellation,
        return_rules=return_rules,
    )
    return embedded_use_cases(database, settings, extensions)


def migrate(database: "str | Engine", *, schema: str | None = None) -> None:
    """Upgrade a database to the tables of this release, while other processes use it.

    A missing ``schema`` is created.

    Errors: ``ValueError`` if ``schema`` is no valid name or the database is SQLite;
    ``StoreUnavailableError`` if the database cannot be reached, another migration is running, its
    encoding is not UTF-8, or the schema is missing and the database role may not create it.

    >>> migrate(database)
    >>> embed(database).get_order(GetOrder("dom_1", "ord_1")).unwrap().version
    1
    """
    from seller_orders.adapters.outbound.sql.search import search_backfill
    from seller_orders.bootstrap.embedded_use_cases import close_engine, engine_on

    engine = engine_on(database, schema)
    try:
        search_backfill.upgrade(engine)
    finally:
        close_engine(database, engine)


def run_command(environment: Mapping[str, str]) -> None:
    """Run the ``seller-orders`` command line with the settings of the environment."""
    from seller_orders.adapters.inbound.cli.commands import command_line
    from seller_orders.bootstrap.cli_context import command_context

    command_line(
        obj=lambda: command_context(
            Settings.of(environment), lambda settings: partial(serve, settings), run_relay
        )
    )


def run_relay(settings: Settings) -> None:
    """Deliver the outbox in this process until a signal stops it."""
    from seller_orders.adapters.inbound.server import stop_signals
    from seller_orders.bootstrap.metrics import metrics_endpoint
    from seller_orders.bootstrap.relay import relay_runtime
    from seller_orders.bootstrap.url_check import ensure_urls_are_usable

    ensure_urls_are_usable(settings)
    runtime = relay_runtime(settings)
    stop_signals.block_stop_signals()
    with metrics_endpoint(settings, has_outbox=True):
        runtime.start_relay()
        logging.getLogger("seller_orders.relay").info("delivering")
        stop_signals.wait_for_stop_signal()
        runtime.relay.stop()


def serve(
    settings: Settings,
    *,
    host: str,
    port: int,
    workers: int,
    relay: bool,
    layers: Layers,
    on_ready: Callable[[], object] | None = None,
) -> None:
    """Serve the HTTP API, or one layer of it, in worker processes until a signal stops them.

    With ``on_ready``, call it as soon as requests are answered, and stop when the terminal closes.
    """
    from seller_orders.adapters.inbound.server.attended_server import attend
    from seller_orders.adapters.inbound.server.http_server import http_server
    from seller_orders.adapters.inbound.server.process_lifecycle import freeze_loaded_objects
    from seller_orders.bootstrap.metrics import metrics_endpoint
    from seller_orders.bootstrap.startup_checks import ensure_can_serve

    is_only_writer = workers == 1 and relay
    ensure_can_serve(settings, layers, host, port, is_only_writer=is_only_writer)
    server = http_server(host=host, port=port, workers=workers)
    if on_ready is not None:
        attend(server, host, port, on_ready)
    app = partial(
        web_app, settings, layers, server.is_draining, relay=relay, is_only_writer=is_only_writer
    )
    with metrics_endpoint(settings, has_outbox=layers.include(Layers.CORE)):
        # Forked workers, which Granian has up to Python 3.13, share the memory of what is loaded.
        import_module("seller_orders.adapters.inbound.http.app")
        import_module("seller_orders.bootstrap.app_contexts")
        freeze_loaded_objects()
        server.serve(target_loader=app, wrap_loader=False)


def web_app(
    settings: Settings,
    layers: Layers,
    is_draining: Callable[[], bool],
    *,
    relay: bool,
    is_only_writer: bool,
) -> "Flask":
    """Return the app of one worker process."""
    from seller_orders.adapters.inbound.server import process_lifecycle
    from seller_orders.bootstrap.request_observers import observe_requests

    process_lifecycle.start_worker()
    if layers is Layers.GATEWAY:
        app = gateway_app(settings, is_draining)
    elif layers is Layers.ORCHESTRATOR:
        app = orchestrator_app(settings, is_draining)
    else:
        app = core_app(settings, layers, is_draining, relay=relay, is_only_writer=is_only_writer)
    observe_requests(app, settings)
    process_lifecycle.freeze_loaded_objects()
    return app


def gateway_app(settings: Settings, is_draining: Callable[[], bool]) -> "Flask":
    """Return the gateway: authentication and rate limits in front of an orchestrator."""
    from seller_orders.adapters.inbound.http.app import create_app
    from seller_orders.bootstrap.app_contexts import gateway_context
    from seller_orders.bootstrap.layer_clients import core_client, orchestrator_client

    orchestrator = orchestrator_client(settings)
    context = gateway_context(settings, orchestrator, core_client(settings))
    return create_app(context, orchestrator.is_ready, is_draining, Layers.GATEWAY)


def orchestrator_app(settings: Settings, is_draining: Callable[[], bool]) -> "Flask":
    """Return the orchestrator: the merchant operations, on the data of a core."""
    from seller_orders.adapters.inbound.http.app import create_app
    from seller_orders.bootstrap.app_contexts import orchestrator_context
    from seller_orders.bootstrap.layer_clients import core_client
    from seller_orders.bootstrap.remote_core import (
        operations_on_remote_core,
        settings_of_remote_core,
    )

    core = core_client(settings)
    reader = settings_of_remote_core(settings, core)
    operations = operations_on_remote_core(settings, reader, core)
    context = orchestrator_context(settings, operations, reader)
    return create_app(context, core.is_ready, is_draining, Layers.ORCHESTRATOR)


def core_app(
    settings: Settings,
    layers: Layers,
    is_draining: Callable[[], bool],
    *,
    relay: bool,
    is_only_writer: bool,
) -> "Flask":
    """Return the core with its database and, by ``Layers.ALL``, all layers in one process."""
    from seller_orders.adapters.inbound.http.app import create_app
    from seller_orders.adapters.inbound.server.process_lifecycle import run_at_exit
    from seller_orders.bootstrap.app_contexts import core_context
    from seller_orders.bootstrap.order_cache import order_cache
    from seller_orders.bootstrap.runtime import service_runtime

    runtime = service_runtime(settings, order_cache(settings, is_only_writer=is_only_writer))
    if relay:
        runtime.start_relay()
        run_at_exit(runtime.relay.stop, priority=0)
    return create_app(core_context(settings, runtime), runtime.is_ready, is_draining, layers)
