"""The installation of the demo: a scratch database, folders, simulated carriers, a receiver."""

import base64
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from socket import create_server, socket
from typing import Final

from attrs import asdict

from seller_orders.adapters.inbound.cli.command_context import CommandContext, Demo
from seller_orders.bootstrap.demo_folder import demo_folder
from seller_orders.domain.carrier_connection import CarrierConnection
from seller_orders.settings import Settings
from seller_orders.settings.notifications import FolderSettings

_CARRIER: Final = "demo-courier"
_OWN_CARRIER: Final = "radkurier"
_PACE_S: Final = 5.0
_HOST: Final = "127.0.0.1"
_SHOP: Final = "The Corner Pantry"
_SENDER: Final = "orders@corner-pantry.example"


@contextmanager
def demo_installation(
    settings: Settings, context_of: Callable[[Settings], CommandContext], origin: str
) -> Iterator[Demo]:
    """Provide the demo while the block runs; its folder and its servers end with the block.

    ``origin`` is where the API will be served: the carriers send their events there. The demo uses
    no server of the settings, so that it changes nothing there.
    """
    # Imported here because no other command needs a web server.
    from seller_orders.adapters.inbound.carrier_simulator.server import serve_simulator
    from seller_orders.adapters.inbound.server.child_servers import child_servers
    from seller_orders.adapters.inbound.webhook_receiver import serve_receiver

    *of_carriers, of_receiver = (create_server((_HOST, 0)) for _ in range(3))
    carriers = dict(zip((_CARRIER, _OWN_CARRIER), map(_connection, of_carriers), strict=True))
    receiver = _url(of_receiver)
    simulators = (
        (
            partial(
                serve_simulator,
                token=carrier.token,
                events_url=f"{origin}/carriers/{provider_id}/events",
                secret=carrier.secret,
                pace_s=_PACE_S,
            ),
            listener,
        )
        for listener, (provider_id, carrier) in zip(of_carriers, carriers.items(), strict=True)
    )
    with (
        demo_folder() as folder,
        child_servers(
            *simulators, (partial(serve_receiver, folder=folder / "received"), of_receiver)
        ),
    ):
        (folder / "style.toml").write_text(f'name = "{_SHOP}"\n')
        demo_settings = Settings(
            database_url=f"sqlite:///{folder / 'demo.db'}",
            mail=FolderSettings(folder=folder / "sent", sender=_SENDER),
            sms=FolderSettings(folder=folder / "sent"),
            branding_folder=folder,
            carriers={_CARRIER: carriers[_CARRIER]},
            carriers_allow_private=True,
            webhook_allow_private=True,
            secret_keys=(secrets.token_bytes(32),),
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
            receiver=receiver,
            received=folder / "received",
            own_carriers={_OWN_CARRIER: asdict(carriers[_OWN_CARRIER])},
        )


def _connection(listener: socket) -> CarrierConnection:
    return CarrierConnection(
        url=_url(listener),
        token=secrets.token_urlsafe(),
        secret=base64.b64encode(secrets.token_bytes(32)).decode(),
        allow_private=True,
    )


def _url(listener: socket) -> str:
    host, port = listener.getsockname()
    return f"http://{host}:{port}"
