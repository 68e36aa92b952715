"""The functions that the commands of the command line call."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from seller_orders.adapters.inbound.cli.command_context import CommandContext, Serve
from seller_orders.adapters.inbound.layers import Layers
from seller_orders.adapters.outbound.memory.no_order_cache import NoOrderCache
from seller_orders.adapters.outbound.sql.schema import schema_version
from seller_orders.adapters.outbound.sql.search import search_backfill
from seller_orders.application.use_cases import UseCases
from seller_orders.bootstrap.demo import demo_installation
from seller_orders.bootstrap.runtime import build_runtime
from seller_orders.domain.transition_rules import TransitionRules
from seller_orders.settings import Settings


def command_context(
    settings: Settings, serve: Callable[[Settings], Serve], run_relay: Callable[[Settings], None]
) -> CommandContext:
    """Return the functions that commands call; nothing is opened before the first call.

    ``serve`` and ``run_relay`` are called with the settings of the installation or of the demo.
    """
    runtime = build_runtime(settings, NoOrderCache())

    def use_cases() -> UseCases:
        schema_version.ensure_usable(runtime.engine)
        return runtime.use_cases

    def transitions(domain_id: str | None) -> TransitionRules:
        if domain_id is None:
            return settings.transitions
        schema_version.ensure_usable(runtime.engine)
        return runtime.settings.of(domain_id).transitions

    return CommandContext(
        database=runtime.engine.url.render_as_string(hide_password=True),
        use_cases=use_cases,
        migrate=partial(search_backfill.upgrade, runtime.engine),
        serve=serve(settings),
        relay=partial(run_relay, settings),
        demo=partial(
            demo_installation,
            settings,
            partial(command_context, serve=serve, run_relay=run_relay),
        ),
        transitions=transitions,
        openapi=_openapi,
    )


def _openapi(layer: Layers) -> Mapping[str, Any]:
    # Imported here because other commands need not wait until Flask is loaded.
    from seller_orders.adapters.inbound.http.layer_openapi import described

    return described(layer)
