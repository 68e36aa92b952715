"""The ``seller-orders`` command, on the installation that the environment describes."""

import os
from collections.abc import Mapping
from functools import partial
from typing import Any

from seller_orders.adapters.inbound.cli.command_context import Installation
from seller_orders.adapters.inbound.cli.commands import command_line
from seller_orders.adapters.inbound.layers import Layers
from seller_orders.adapters.outbound.memory.no_order_cache import NoOrderCache
from seller_orders.adapters.outbound.sql.schema import migration, schema_version
from seller_orders.application.ports.unit_of_work import StoreUnavailableError
from seller_orders.application.use_cases import UseCases
from seller_orders.bootstrap.demo_installation import scratch
from seller_orders.bootstrap.runtime import wire
from seller_orders.settings import Settings
from seller_orders.settings.parsing import SettingsError


def installation(settings: Settings) -> Installation:
    """Return what the command line works on."""
    runtime = wire(settings, NoOrderCache())

    def usable() -> UseCases:
        schema_version.make_usable(runtime.engine)
        return runtime.use_cases

    return Installation(
        use_cases=usable,
        migrate=partial(migration.migrate, runtime.engine),
        serve=partial(_serve, settings),
        relay=partial(_relay, settings),
        scratch=partial(scratch, settings, installation),
        transitions=settings.transitions,
        describe=_describe,
    )


def _serve(
    settings: Settings, *, host: str, port: int, workers: int, relay: bool, layers: Layers
) -> None:
    # Imported where it is needed: no other command has to wait for a web server to load.
    from seller_orders.bootstrap.server import serve

    serve(settings, host=host, port=port, workers=workers, relay=relay, layers=layers)


def _describe(layer: Layers) -> Mapping[str, Any]:
    from seller_orders.adapters.inbound.http.api.layer_description import described

    return described(layer)


def _relay(settings: Settings) -> None:
    from seller_orders.bootstrap.relay import run_relay

    run_relay(settings)


def main() -> None:
    """Run the command line on the installation that the environment describes."""
    try:
        described = installation(Settings.of(os.environ))
        command_line(obj=described)
    except SettingsError as error:
        raise SystemExit(f"Error: {error}") from error
    except StoreUnavailableError as error:
        raise SystemExit(f"Error: the database cannot be used: {error}") from error
