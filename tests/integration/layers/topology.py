"""The three layers as separate processes that a test can kill or stop."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from seller_orders.bootstrap.cli import main as run_command
from tests.support.forked_command import ForkedCommand, Main
from tests.support.migrated_sqlite import migrated_file
from tests.support.server_process import (
    Server,
    free_port,
    process,
    served_at,
    sqlite_url,
    wait_until_ready,
)
from tests.support.time_limits import LONG, TimeLimits

TOKEN: Final = "token-between-layers"
NO_DATABASE: Final = "postgresql://nobody@127.0.0.1:1/none"
"""Only the core needs a database; the other layers get a URL of none."""

AS_IT_IS: Final[Mapping[str, Main]] = {}


@frozen
class Topology:
    """Three servers, by layer. Callers use the gateway."""

    server: Server
    ports: dict[str, int]
    processes: dict[str, ForkedCommand]


def between_layers(ports: Mapping[str, int]) -> dict[str, str]:
    """Return the settings by which layers find each other."""
    return {
        "SERVICE_TOKEN": TOKEN,
        "CORE_URL": f"http://127.0.0.1:{ports['core']}",
        "ORCHESTRATOR_URL": f"http://127.0.0.1:{ports['orchestrator']}",
    }


@contextmanager
def three_layers(
    folder: Path,
    url: str | None = None,
    mains: Mapping[str, Main] = AS_IT_IS,
    limits: TimeLimits = LONG,
    **settings: str,
) -> Iterator[Topology]:
    """Serve a database, by default a scratch file, while the block runs. Some layers may vary."""
    ports = {layer: free_port() for layer in ("core", "orchestrator", "gateway")}
    shared: Any = {**between_layers(ports), **settings}
    url = url or sqlite_url(migrated_file(folder / "orders.db"))
    with ExitStack() as held:
        running = dict[str, ForkedCommand]()
        for layer, port in ports.items():
            log = folder / f"{layer}.log"
            database = url if layer == "core" else NO_DATABASE
            arguments = ("serve", "--layers", layer, "--port", str(port))
            main = mains.get(layer, run_command)
            running[layer] = held.enter_context(
                process(database, log, *arguments, main=main, limits=limits, **shared)
            )
            wait_until_ready(running[layer], port, log)
        server = held.enter_context(
            served_at(
                ports["gateway"],
                url,
                folder / "gateway.log",
                running["gateway"],
                folder / "core.log",
            )
        )
        yield Topology(server, ports, running)


@contextmanager
def second_gateway(layers: Topology, folder: Path, limits: TimeLimits = LONG) -> Iterator[int]:
    """Run a second orchestrator on the same core, and its gateway; provide the port."""
    ports = {**layers.ports, "orchestrator": free_port(), "gateway": free_port()}
    settings: Any = between_layers(ports)
    with ExitStack() as held:
        for layer in ("orchestrator", "gateway"):
            log = folder / f"second-{layer}.log"
            arguments = ("serve", "--layers", layer, "--port", str(ports[layer]))
            running = held.enter_context(
                process(NO_DATABASE, log, *arguments, limits=limits, **settings)
            )
            wait_until_ready(running, ports[layer], log)
        yield ports["gateway"]
