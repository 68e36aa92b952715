"""An installation for trying things: nothing of it leaves the machine, and it goes when left."""

import base64
import multiprocessing
import secrets
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import create_server
from tempfile import TemporaryDirectory
from typing import Final

from attrs import evolve

from seller_orders.adapters.inbound.cli.command_context import Installation, Scratch
from seller_orders.adapters.inbound.server.parent_watchdog import watch_parent
from seller_orders.settings import Settings
from seller_orders.settings.carriers import CarrierSettings
from seller_orders.settings.notifications import FolderSettings

_COURIER: Final = "demo-courier"
_PACE_S: Final = 5.0


@contextmanager
def scratch(
    settings: Settings, install: Callable[[Settings], Installation], origin: str
) -> Iterator[Scratch]:
    """Install in a folder of its own, with a courier that is made up, while the block runs."""
    courier = CarrierSettings(
        url=f"http://127.0.0.1:{_free_port()}",
        token=secrets.token_urlsafe(),
        secret=base64.b64encode(secrets.token_bytes(32)).decode(),
        allow_private=True,
    )
    with TemporaryDirectory(prefix="seller-orders-demo-") as folder, _simulated(courier, origin):
        sent = Path(folder) / "sent"
        own = evolve(
            settings,
            database_url=f"sqlite:///{Path(folder) / 'demo.db'}",
            mail=FolderSettings(folder=sent),
            sms=FolderSettings(folder=sent),
            carriers={_COURIER: courier},
        )
        yield Scratch(installation=install(own), sent=sent, courier=_COURIER)


@contextmanager
def _simulated(courier: CarrierSettings, origin: str) -> Iterator[None]:
    # Forked, it would hold whatever this process has open.
    process = multiprocessing.get_context("spawn").Process(
        target=_simulate, args=(courier, f"{origin}/carriers/{_COURIER}/events"), daemon=True
    )
    process.start()
    try:
        yield
    finally:
        process.terminate()
        process.join()


def _simulate(courier: CarrierSettings, events_url: str) -> None:
    from seller_orders.adapters.inbound.carrier_simulator.server import serve_simulator

    # A terminal tells everybody to stop: the process that started this one will say so.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    watch_parent()
    serve_simulator(
        port=int(courier.url.rpartition(":")[2]),
        token=courier.token,
        events_url=events_url,
        secret=courier.secret,
        pace_s=_PACE_S,
    )


def _free_port() -> int:
    with create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port
