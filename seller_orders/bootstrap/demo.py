"""The installation of the demo: a scratch database, message folders and a simulated carrier."""

import base64
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from socket import create_server
from typing import Final

from seller_orders.adapters.inbound.cli.command_context import CommandContext, Demo
from seller_orders.bootstrap.demo_folder import demo_folder
from seller_orders.domain.carrier_connection import CarrierConnection
from seller_orders.settings import Settings
from seller_orders.settings.notifications import FolderSettings

_CARRIER: Final = "demo-courier"
_PACE_S: Final = 5.0
_SHOP: Final = "The Corner Pantry"
_SENDER: Final = "orders@corner-pantry.example"


@contextmanager
def demo_installation(
    settings: Settings, context_of: Callable[[Settings], CommandContext], origin: str
) -> Iterator[Demo]:
    """Provide the demo while the block runs; its folder and its carrier end with the block.

    ``origin`` is where the API will be served: the carrier sends its events there. The demo uses no
    server of the settings, so that it changes nothing there.
    """
    # Imported here because no other command needs a web server.
    from seller_orders.adapters.inbound.carrier_simulator.simulator_process import simulated_carrier

    port, token = _free_port(), secrets.token_urlsafe()
    secret = base64.b64encode(secrets.token_bytes(32)).decode()
    carrier = CarrierConnection(
        url=f"http://127.0.0.1:{port}", token=token, secret=secret, allow_private=True
    )
    with (
        demo_folder() as folder,
        simulated_carrier(
            port=port,
            token=token,
            events_url=f"{origin}/carriers/{_CARRIER}/events",
            secret=secret,
            pace_s=_PACE_S,
        ),
    ):
        (folder / "style.toml").write_text(f'name = "{_SHOP}"\n')
        demo_settings = Settings(
            database_url=f"sqlite:///{folder / 'demo.db'}",
            mail=FolderSettings(folder=folder / "sent", sender=_SENDER),
            sms=FolderSettings(folder=folder / "sent"),
            branding_folder=folder,
            carriers={_CARRIER: carrier},
            transitions=settings.transitions,
            rate_limit=settings.rate_limit,
            cors_origins=settings.cors_origins,
            metrics=settings.metrics,
        )
        yield Demo(
            context=context_of(demo_settings),
            database_url=demo_settings.database_url,
            sent=folder / "sent",
            carrier=_CARRIER,
        )


def _free_port() -> int:
    with create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port
